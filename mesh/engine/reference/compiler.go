package main

import (
	"fmt"
	"strconv"

	"istio.io/istio/pilot/pkg/model"
	"istio.io/istio/pilot/pkg/networking"
	authnplugin "istio.io/istio/pilot/pkg/networking/plugin/authn"
	authzplugin "istio.io/istio/pilot/pkg/networking/plugin/authz"
	"istio.io/istio/pilot/pkg/security/authn"
)

type compiler struct {
	gate     gate
	registry registry
}

func newCompiler(g gate) compiler {
	return compiler{gate: g, registry: newRegistry()}
}

// answer never fails as a whole: a question that cannot be answered says why.
func (c compiler) answer(asked question) (given answer) {
	given = answer{
		ID:       asked.ID,
		Invalid:  []refused{},
		Warnings: []string{},
		MTLS:     mtls{Ports: map[string]string{}},
	}
	defer func() {
		if broken := recover(); broken != nil {
			given.Error = text(fmt.Sprint(broken))
		}
	}()
	if err := c.compile(asked, &given); err != nil {
		given.Error = text(err.Error())
	}
	return given
}

func (c compiler) compile(asked question, given *answer) error {
	admitted := c.admit(asked.Objects, given)
	world, err := c.registry.world(asked, admitted)
	if err != nil {
		return err
	}
	push := world.PushContext()
	proxy := newProxy(asked.Workload, world)
	class := networking.ListenerClassSidecarInbound
	if proxy.Type == model.Router {
		class = networking.ListenerClassGateway
	}
	custom := authzplugin.NewBuilder(authzplugin.Custom, push, proxy, false)
	local := authzplugin.NewBuilder(authzplugin.Local, push, proxy, false)
	jwt := authnplugin.NewBuilder(push, proxy)

	http := append(custom.BuildHTTP(class), jwt.BuildHTTP(class)...)
	if given.HTTP, err = render(append(http, local.BuildHTTP(class)...)); err != nil {
		return err
	}
	if given.TCP, err = render(append(custom.BuildTCP(), local.BuildTCP()...)); err != nil {
		return err
	}
	given.MTLS = effective(authn.NewPolicyApplier(push, proxy, nil), asked.Port)
	if asked.Connection {
		given.Connection, err = connectionOf(asked, world)
	}
	return err
}

func effective(policies authn.PolicyApplier, port uint32) mtls {
	modes := mtls{Mode: policies.GetMutualTLSModeForPort(0).String(), Ports: map[string]string{}}
	for one, mode := range policies.PortLevelSetting() {
		modes.Ports[strconv.Itoa(int(one))] = mode.String()
	}
	if port != 0 {
		modes.Ports[strconv.Itoa(int(port))] = policies.GetMutualTLSModeForPort(port).String()
	}
	return modes
}
