package main

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	core "github.com/envoyproxy/go-control-plane/envoy/config/core/v3"
	discovery "github.com/envoyproxy/go-control-plane/envoy/service/discovery/v3"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/types/known/anypb"
	"google.golang.org/protobuf/types/known/structpb"
)

type stream struct {
	discovery.AggregatedDiscoveryService_StreamAggregatedResourcesClient
	node *core.Node
}

// configurationOf asks in a proxy's order: clusters and their endpoints, listeners and their routes.
func configurationOf(address string, within time.Duration, asked proxy) (map[string][]json.RawMessage, error) {
	metadata, err := structpb.NewStruct(asked.Metadata)
	if err != nil {
		return nil, err
	}
	connection, err := grpc.NewClient(address,
		grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(1<<28)))
	if err != nil {
		return nil, err
	}
	defer connection.Close()
	ctx, cancel := context.WithTimeout(context.Background(), within)
	defer cancel()
	client, err := discovery.NewAggregatedDiscoveryServiceClient(connection).StreamAggregatedResources(ctx)
	if err != nil {
		return nil, err
	}
	return collect(stream{client, &core.Node{Id: asked.ID, Metadata: metadata}})
}

func collect(from stream) (map[string][]json.RawMessage, error) {
	resources := map[string][]json.RawMessage{}
	read := func(kind kind, names []string) ([]*anypb.Any, error) {
		if names != nil && len(names) == 0 {
			return nil, nil
		}
		found, err := from.ask(kind.url, names)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", kind.name, err)
		}
		resources[kind.name], err = toJSON(found)
		return found, err
	}
	found, err := read(clusters, nil)
	if err != nil {
		return nil, err
	}
	names, err := endpointNames(found)
	if err != nil {
		return nil, err
	}
	if _, err = read(endpoints, names); err != nil {
		return nil, err
	}
	if found, err = read(listeners, nil); err != nil {
		return nil, err
	}
	if names, err = routeNames(found); err != nil {
		return nil, err
	}
	_, err = read(routes, names)
	return resources, err
}

// ask sends one request and waits for its response; responses of other kinds are updates, which are not of interest.
func (s stream) ask(url string, names []string) ([]*anypb.Any, error) {
	if err := s.Send(&discovery.DiscoveryRequest{Node: s.node, TypeUrl: url, ResourceNames: names}); err != nil {
		return nil, err
	}
	for {
		response, err := s.Recv()
		if err != nil {
			return nil, err
		}
		acknowledged := &discovery.DiscoveryRequest{
			TypeUrl: response.TypeUrl, VersionInfo: response.VersionInfo, ResponseNonce: response.Nonce, ResourceNames: names,
		}
		if response.TypeUrl == url {
			return response.Resources, s.Send(acknowledged)
		}
	}
}

func toJSON(resources []*anypb.Any) ([]json.RawMessage, error) {
	found := []json.RawMessage{}
	for _, resource := range resources {
		text, err := protojson.MarshalOptions{UseProtoNames: true}.Marshal(resource)
		if err != nil {
			return nil, err
		}
		found = append(found, text)
	}
	return found, nil
}
