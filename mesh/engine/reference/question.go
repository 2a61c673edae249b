package main

import "encoding/json"

type question struct {
	ID         json.RawMessage `json:"id"`
	Mesh       json.RawMessage `json:"mesh"`
	Objects    []object        `json:"objects"`
	Services   []service       `json:"services"`
	Workload   workload        `json:"workload"`
	Port       uint32          `json:"port"`
	Connection bool            `json:"connection"`
}

type workload struct {
	Namespace      string            `json:"namespace"`
	Labels         map[string]string `json:"labels"`
	ServiceAccount string            `json:"serviceAccount"`
	Kind           string            `json:"kind"`
}

// service is one that an extension provider may refer to.
type service struct {
	Hostname  string `json:"hostname"`
	Namespace string `json:"namespace"`
	Port      int    `json:"port"`
}

type answer struct {
	ID         json.RawMessage   `json:"id"`
	Error      *string           `json:"error"`
	Invalid    []refusedObject   `json:"invalid"`
	Warnings   []string          `json:"warnings"`
	HTTP       []json.RawMessage `json:"http"`
	TCP        []json.RawMessage `json:"tcp"`
	MTLS       mtls              `json:"mtls"`
	Connection json.RawMessage   `json:"connection,omitempty"`
}

type refusedObject struct {
	Kind      string `json:"kind"`
	Namespace string `json:"namespace"`
	Name      string `json:"name"`
	Error     string `json:"error"`
}

type mtls struct {
	Mode  string            `json:"mode"`
	Ports map[string]string `json:"ports"`
}
