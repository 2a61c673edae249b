package main

import (
	"bytes"
	"errors"
	"io"

	extensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	extensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/yaml"

	"istio.io/istio/manifests"
)

// schemas has the CRD schemas of the API server, compiled at first use.
type schemas struct {
	written map[schema.GroupVersionKind]*extensions.JSONSchemaProps
	ready   map[schema.GroupVersionKind]*resourceSchema
}

// readSchemas reads the custom resource definitions of Istio's chart.
func readSchemas() (schemas, error) {
	read := schemas{
		written: map[schema.GroupVersionKind]*extensions.JSONSchemaProps{},
		ready:   map[schema.GroupVersionKind]*resourceSchema{},
	}
	file, err := manifests.FS.ReadFile("charts/base/files/crd-all.gen.yaml")
	if err != nil {
		return read, err
	}
	documents := yaml.NewYAMLOrJSONDecoder(bytes.NewReader(file), 1<<16)
	for {
		var definition extensionsv1.CustomResourceDefinition
		if err := documents.Decode(&definition); errors.Is(err, io.EOF) {
			return read, nil
		} else if err != nil {
			return read, err
		}
		if err := read.add(definition.Spec); err != nil {
			return read, err
		}
	}
}

func (s schemas) add(spec extensionsv1.CustomResourceDefinitionSpec) error {
	for _, version := range spec.Versions {
		props := &extensions.JSONSchemaProps{}
		from := version.Schema.OpenAPIV3Schema
		if err := extensionsv1.Convert_v1_JSONSchemaProps_To_apiextensions_JSONSchemaProps(from, props, nil); err != nil {
			return err
		}
		gvk := schema.GroupVersionKind{Group: spec.Group, Version: version.Name, Kind: spec.Names.Kind}
		s.written[gvk] = props
	}
	return nil
}

// validate returns an empty string when the API server would accept the object.
func (s schemas) validate(o object) string {
	gvk := o.GroupVersionKind()
	props, known := s.written[gvk]
	if !known {
		return "no schema for " + gvk.String()
	}
	if s.ready[gvk] == nil {
		ready, err := newResourceSchema(props)
		if err != nil {
			return err.Error()
		}
		s.ready[gvk] = ready
	}
	return s.ready[gvk].validate(o.DeepCopy().Object)
}
