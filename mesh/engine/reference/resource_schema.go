package main

import (
	"context"
	"slices"
	"strings"

	extensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	structural "k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/defaulting"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/listtype"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/pruning"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/validation"
	budget "k8s.io/apiserver/pkg/apis/cel"
)

type resourceSchema struct {
	shape *structural.Structural
	types validation.SchemaValidator
	rules *cel.Validator
}

func newResourceSchema(props *extensions.JSONSchemaProps) (*resourceSchema, error) {
	types, _, err := validation.NewSchemaValidator(props)
	if err != nil {
		return nil, err
	}
	shape, err := structural.NewStructural(props)
	if err != nil {
		return nil, err
	}
	return &resourceSchema{shape, types, cel.NewValidator(shape, true, budget.PerCallLimit)}, nil
}

// validate works as the API server does: unknown fields (strict, as with `kubectl apply`), defaults, types, rules.
func (s *resourceSchema) validate(content map[string]any) string {
	if unknown := s.unknownFields(content); len(unknown) > 0 {
		return "unknown fields: " + strings.Join(unknown, ", ")
	}
	defaulting.Default(content, s.shape)
	wrong := validation.ValidateCustomResource(nil, content, s.types)
	wrong = append(wrong, listtype.ValidateListSetsAndMaps(nil, s.shape, content)...)
	if len(wrong) == 0 && s.rules != nil {
		wrong, _ = s.rules.Validate(context.Background(), nil, s.shape, content, nil, budget.RuntimeCELCostBudget)
	}
	if err := wrong.ToAggregate(); err != nil {
		return err.Error()
	}
	return ""
}

func (s *resourceSchema) unknownFields(content map[string]any) []string {
	options := structural.UnknownFieldPathOptions{TrackUnknownFieldPaths: true}
	unknown := pruning.PruneWithOptions(content, s.shape, true, options)
	return slices.DeleteFunc(unknown, func(path string) bool { return strings.HasPrefix(path, "metadata.") })
}
