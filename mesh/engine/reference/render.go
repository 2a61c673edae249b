package main

import (
	"encoding/json"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	_ "istio.io/istio/pkg/config/xds"
)

func render[M proto.Message](messages []M) ([]json.RawMessage, error) {
	rendered := make([]json.RawMessage, 0, len(messages))
	for _, message := range messages {
		one, err := renderOne(message)
		if err != nil {
			return nil, err
		}
		rendered = append(rendered, one)
	}
	return rendered, nil
}

// renderOne uses Envoy's field names, as in its configuration files.
func renderOne(message proto.Message) (json.RawMessage, error) {
	return protojson.MarshalOptions{UseProtoNames: true}.Marshal(message)
}
