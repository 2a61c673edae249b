package main

import (
	"encoding/json"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"istio.io/istio/pilot/pkg/config/kube/crd"
	"istio.io/istio/pkg/config"
	"istio.io/istio/pkg/config/schema/collections"
	"istio.io/istio/pkg/config/schema/resource"
)

// object is a Kubernetes object as received, in the namespace that kubectl would use.
type object struct {
	unstructured.Unstructured
	parseError error
}

// UnmarshalJSON keeps a parse error for the answer instead of returning it.
func (o *object) UnmarshalJSON(raw []byte) error {
	if o.parseError = o.Unstructured.UnmarshalJSON(raw); o.parseError != nil {
		return nil
	}
	if o.GetNamespace() == "" {
		o.SetNamespace("default")
	}
	return nil
}

// toConfig converts an admitted object as istiod does.
func (o object) toConfig() (*config.Config, error) {
	raw, err := o.MarshalJSON()
	if err != nil {
		return nil, err
	}
	var kind crd.IstioKind
	if err := json.Unmarshal(raw, &kind); err != nil {
		return nil, err
	}
	gvk := kind.GroupVersionKind()
	schema, _ := collections.PilotGatewayAPI().FindByGroupKind(resource.FromKubernetesGVK(&gvk))
	return crd.ConvertObject(schema, &kind, "cluster.local")
}
