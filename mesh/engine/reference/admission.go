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

// validator checks objects as a cluster does: with istiod's validating webhook and the CRD schemas of
// the API server.
type validator struct {
	webhook *http.ServeMux
	schemas schemas
}

func newValidator() (validator, error) {
	mux := http.NewServeMux()
	options := server.Options{Schemas: collections.PilotGatewayAPI(), DomainSuffix: "cluster.local", Mux: mux}
	if _, err := server.New(options); err != nil {
		return validator{}, err
	}
	schemas, err := readSchemas()
	return validator{webhook: mux, schemas: schemas}, err
}

type validationQuestion struct {
	ID     json.RawMessage `json:"id"`
	Object object          `json:"object"`
}

type verdict struct {
	ID      json.RawMessage `json:"id"`
	Error   *string         `json:"error"`
	Warning *string         `json:"warning"`
	Schema  *string         `json:"schema"`
}

func (v validator) validate(query validationQuestion) verdict {
	refusal, warnings := v.callWebhook(query.Object)
	answer := verdict{ID: query.ID, Error: text(refusal), Warning: text(strings.Join(warnings, "\n"))}
	if query.Object.parseError == nil {
		answer.Schema = text(v.schemas.validate(query.Object))
	}
	return answer
}

// callWebhook returns an empty refusal for an admitted object.
func (v validator) callWebhook(o object) (refusal string, warnings []string) {
	if o.parseError != nil {
		return o.parseError.Error(), nil
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
	v.webhook.ServeHTTP(recorder, request)
	var reviewResponse admission.AdmissionReview
	if err := json.Unmarshal(recorder.Body.Bytes(), &reviewResponse); err != nil {
		return err.Error(), nil
	}
	if !reviewResponse.Response.Allowed {
		return reviewResponse.Response.Result.Message, nil
	}
	return "", reviewResponse.Response.Warnings
}

func text(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
