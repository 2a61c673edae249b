package main

import (
	"fmt"

	security "istio.io/api/security/v1beta1"
	"istio.io/istio/pilot/pkg/model"
	"istio.io/istio/pkg/config"
)

// admit returns the objects that Istio admits, and adds the others with their reasons to the answer.
func (c compiler) admit(objects []object, result *answer) []config.Config {
	admitted := make([]config.Config, 0, len(objects))
	for _, o := range objects {
		refuse := func(reason string) {
			result.Invalid = append(result.Invalid, refusedObject{o.GetKind(), o.GetNamespace(), o.GetName(), reason})
		}
		refusal, warnings := c.validator.callWebhook(o)
		if refusal != "" {
			refuse(refusal)
			continue
		}
		for _, warning := range warnings {
			result.Warnings = append(result.Warnings, nameOf(o)+": "+warning)
		}
		if schemaError := c.validator.schemas.validate(o); schemaError != "" {
			result.Warnings = append(result.Warnings, nameOf(o)+": the API server refuses it: "+schemaError)
		}
		one, err := o.toConfig()
		if err != nil {
			refuse(err.Error())
			continue
		}
		result.Warnings = append(result.Warnings, withPlaceholderKeys(o, one)...)
		admitted = append(admitted, *one)
	}
	return admitted
}

// withPlaceholderKeys gives a rule without inline keys the keys that Istio uses when fetching fails.
func withPlaceholderKeys(o object, one *config.Config) (warnings []string) {
	policy, ok := one.Spec.(*security.RequestAuthentication)
	if !ok {
		return nil
	}
	for _, rule := range policy.JwtRules {
		if rule.Jwks == "" {
			rule.Jwks = model.PublicOnlyJwks
			warnings = append(warnings, fmt.Sprintf("%s: the keys of issuer %q are not fetched here", nameOf(o), rule.Issuer))
		}
	}
	return warnings
}

func nameOf(o object) string {
	return fmt.Sprintf("%s %s/%s", o.GetKind(), o.GetNamespace(), o.GetName())
}
