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
	validator validator
	registry  registry
}

func newCompiler(g validator) compiler {
	return compiler{validator: g, registry: newRegistry()}
}

// answer never fails; a question that cannot be answered has an error in its answer.
func (c compiler) answer(query question) (result answer) {
	result = answer{
		ID:       query.ID,
		Invalid:  []refusedObject{},
		Warnings: []string{},
		MTLS:     mtls{Ports: map[string]string{}},
	}
	defer func() {
		if broken := recover(); broken != nil {
			result.Error = text(fmt.Sprint(broken))
		}
	}()
	if err := c.compile(query, &result); err != nil {
		result.Error = text(err.Error())
	}
	return result
}

func (c compiler) compile(query question, result *answer) error {
	admitted := c.admit(query.Objects, result)
	environment, err := c.registry.environment(query, admitted)
	if err != nil {
		return err
	}
	push := environment.PushContext()
	proxy := newProxy(query.Workload, environment)
	class := networking.ListenerClassSidecarInbound
	if proxy.Type == model.Router {
		class = networking.ListenerClassGateway
	}
	custom := authzplugin.NewBuilder(authzplugin.Custom, push, proxy, false)
	local := authzplugin.NewBuilder(authzplugin.Local, push, proxy, false)
	jwt := authnplugin.NewBuilder(push, proxy)

	http := append(custom.BuildHTTP(class), jwt.BuildHTTP(class)...)
	if result.HTTP, err = render(append(http, local.BuildHTTP(class)...)); err != nil {
		return err
	}
	if result.TCP, err = render(append(custom.BuildTCP(), local.BuildTCP()...)); err != nil {
		return err
	}
	result.MTLS = mtlsModes(authn.NewPolicyApplier(push, proxy, nil), query.Port)
	if query.Connection {
		result.Connection, err = connectionManagerOf(query, environment)
	}
	return err
}

func mtlsModes(policies authn.PolicyApplier, port uint32) mtls {
	modes := mtls{Mode: policies.GetMutualTLSModeForPort(0).String(), Ports: map[string]string{}}
	for one, mode := range policies.PortLevelSetting() {
		modes.Ports[strconv.Itoa(int(one))] = mode.String()
	}
	if port != 0 {
		modes.Ports[strconv.Itoa(int(port))] = policies.GetMutualTLSModeForPort(port).String()
	}
	return modes
}
