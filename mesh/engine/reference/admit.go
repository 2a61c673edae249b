package main

import (
	"fmt"

	security "istio.io/api/security/v1beta1"
	"istio.io/istio/pilot/pkg/model"
	"istio.io/istio/pkg/config"
)

// admit keeps what Istio would let in, and says what it would not and why.
func (c compiler) admit(objects []object, given *answer) []config.Config {
	admitted := make([]config.Config, 0, len(objects))
	for _, o := range objects {
		refuse := func(reason string) {
			given.Invalid = append(given.Invalid, refused{o.GetKind(), o.GetNamespace(), o.GetName(), reason})
		}
		refusal, warnings := c.gate.ask(o)
		if refusal != "" {
			refuse(refusal)
			continue
		}
		for _, warning := range warnings {
			given.Warnings = append(given.Warnings, nameOf(o)+": "+warning)
		}
		if unlike := c.gate.schemas.ask(o); unlike != "" {
			given.Warnings = append(given.Warnings, nameOf(o)+": the API server refuses it: "+unlike)
		}
		one, err := o.toConfig()
		if err != nil {
			refuse(err.Error())
			continue
		}
		given.Warnings = append(given.Warnings, withoutFetching(o, one)...)
		admitted = append(admitted, *one)
	}
	return admitted
}

// withoutFetching gives a rule without inline keys those that Istio takes when it cannot fetch any.
func withoutFetching(o object, one *config.Config) (warnings []string) {
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
