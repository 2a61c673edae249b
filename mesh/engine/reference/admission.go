package main

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"

	admission "k8s.io/api/admission/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"

	"istio.io/istio/pkg/config/schema/collections"
	"istio.io/istio/pkg/webhooks/validation/server"
)

// gate is what stands before a policy in a cluster: istiod's validating webhook and the schemas
// that the API server holds.
type gate struct {
	webhook *http.ServeMux
	schemas schemas
}

func newGate() (gate, error) {
	mux := http.NewServeMux()
	options := server.Options{Schemas: collections.PilotGatewayAPI(), DomainSuffix: "cluster.local", Mux: mux}
	if _, err := server.New(options); err != nil {
		return gate{}, err
	}
	schemas, err := readSchemas()
	return gate{webhook: mux, schemas: schemas}, err
}

type submission struct {
	ID     json.RawMessage `json:"id"`
	Object object          `json:"object"`
}

type verdict struct {
	ID      json.RawMessage `json:"id"`
	Error   *string         `json:"error"`
	Warning *string         `json:"warning"`
	Schema  *string         `json:"schema"`
}

func (g gate) verdictOf(asked submission) verdict {
	refusal, warnings := g.ask(asked.Object)
	answer := verdict{ID: asked.ID, Error: text(refusal), Warning: text(strings.Join(warnings, "\n"))}
	if asked.Object.unreadable == nil {
		answer.Schema = text(g.schemas.ask(asked.Object))
	}
	return answer
}

// ask asks the webhook: an empty refusal admits.
func (g gate) ask(o object) (refusal string, warnings []string) {
	if o.unreadable != nil {
		return o.unreadable.Error(), nil
	}
	raw, err := o.MarshalJSON()
	if err != nil {
		return err.Error(), nil
	}
	review, err := json.Marshal(admission.AdmissionReview{
		TypeMeta: meta.TypeMeta{APIVersion: "admission.k8s.io/v1", Kind: "AdmissionReview"},
		Request: &admission.AdmissionRequest{
			UID:       "1",
			Operation: admission.Create,
			Kind:      meta.GroupVersionKind{Kind: o.GetKind()},
			Namespace: o.GetNamespace(),
			Name:      o.GetName(),
			Object:    runtime.RawExtension{Raw: raw},
		},
	})
	if err != nil {
		return err.Error(), nil
	}
	request := httptest.NewRequest(http.MethodPost, "/validate", bytes.NewReader(review))
	request.Header.Set("Content-Type", "application/json")
	recorder := httptest.NewRecorder()
	g.webhook.ServeHTTP(recorder, request)
	var reviewed admission.AdmissionReview
	if err := json.Unmarshal(recorder.Body.Bytes(), &reviewed); err != nil {
		return err.Error(), nil
	}
	if !reviewed.Response.Allowed {
		return reviewed.Response.Result.Message, nil
	}
	return "", reviewed.Response.Warnings
}

func text(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
