package main

import (
	"encoding/json"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"istio.io/istio/pilot/pkg/config/kube/crd"
	"istio.io/istio/pkg/config"
	"istio.io/istio/pkg/config/schema/collections"
	"istio.io/istio/pkg/config/schema/resource"
)

// object is a Kubernetes-style object as it came, in the namespace where kubectl would put it.
type object struct {
	unstructured.Unstructured
	unreadable error
}

// UnmarshalJSON leaves it to the answer to say that an object cannot be read.
func (o *object) UnmarshalJSON(raw []byte) error {
	if o.unreadable = o.Unstructured.UnmarshalJSON(raw); o.unreadable != nil {
		return nil
	}
	if o.GetNamespace() == "" {
		o.SetNamespace("default")
	}
	return nil
}

// toConfig is what istiod makes of an object that it admitted.
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
