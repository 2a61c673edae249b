package main

import (
	"fmt"

	meshapi "istio.io/api/mesh/v1alpha1"
	"istio.io/istio/pilot/pkg/config/memory"
	"istio.io/istio/pilot/pkg/model"
	memoryregistry "istio.io/istio/pilot/pkg/serviceregistry/memory"
	"istio.io/istio/pilot/pkg/serviceregistry/provider"
	"istio.io/istio/pkg/config"
	"istio.io/istio/pkg/config/host"
	"istio.io/istio/pkg/config/mesh"
	"istio.io/istio/pkg/config/mesh/meshwatcher"
	"istio.io/istio/pkg/config/protocol"
	"istio.io/istio/pkg/config/schema/collections"
	"istio.io/istio/pkg/kube/krt"
)

// registry is reused by all questions, because Istio's debugging keeps every store that was ever created.
type registry struct {
	store    *memory.Store
	networks mesh.NetworksWatcher
	routes   *model.VirtualServiceController
}

func newRegistry() registry {
	return registry{
		store:    memory.MakeSkipValidation(collections.PilotGatewayAPI()),
		networks: meshwatcher.NewFixedNetworksWatcher(nil),
		routes:   noRoutes(),
	}
}

// environment has everything that istiod would know: MeshConfig, the admitted objects, the services.
func (r registry) environment(query question, admitted []config.Config) (*model.Environment, error) {
	settings, err := mesh.ApplyMeshConfigDefaults(string(query.Mesh))
	if err != nil {
		return nil, fmt.Errorf("mesh: %w", err)
	}
	defer r.clear()
	for _, one := range admitted {
		if _, err := r.store.Create(one); err != nil {
			return nil, fmt.Errorf("%s %s/%s: %w", one.GroupVersionKind.Kind, one.Namespace, one.Name, err)
		}
	}
	environment := model.NewEnvironment()
	environment.Watcher = fixedWatcher(settings)
	environment.NetworksWatcher = r.networks
	environment.ServiceDiscovery = memoryregistry.NewServiceDiscovery(servicesOf(query.Services)...)
	environment.ConfigStore = r.store
	environment.VirtualServiceController = r.routes
	environment.Init()
	environment.PushContext().InitContext(environment, nil, nil)
	return environment, nil
}

// clear empties the store; an environment copies what it needs when it is created.
func (r registry) clear() {
	for _, kind := range r.store.Schemas().All() {
		for _, one := range r.store.List(kind.GroupVersionKind(), model.NamespaceAll) {
			_ = r.store.Delete(one.GroupVersionKind, one.Name, one.Namespace, nil)
		}
	}
}

func servicesOf(named []service) []*model.Service {
	services := make([]*model.Service, 0, len(named))
	for _, one := range named {
		services = append(services, &model.Service{
			Hostname: host.Name(one.Hostname),
			Ports:    model.PortList{{Name: "http", Port: one.Port, Protocol: protocol.HTTP}},
			Attributes: model.ServiceAttributes{
				Name:            one.Hostname,
				Namespace:       one.Namespace,
				ServiceRegistry: provider.Kubernetes,
			},
		})
	}
	return services
}

func fixedWatcher(settings *meshapi.MeshConfig) meshwatcher.WatcherCollection {
	return meshwatcher.ConfigAdapter(krt.NewStatic(&meshwatcher.MeshConfigResource{MeshConfig: settings}, true))
}

// noRoutes is shared by all environments, because policies do not depend on routes.
func noRoutes() *model.VirtualServiceController {
	store := memory.NewController(memory.MakeSkipValidation(collections.PilotGatewayAPI()))
	options := model.VSControllerOptions{KrtDebugger: new(krt.DebugHandler)}
	return model.NewVirtualServiceController(store, options, fixedWatcher(mesh.DefaultMeshConfig()))
}
