// Command ads prints the configuration that istiod sends to proxies. It reads one proxy per line and writes one answer per line.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"time"
)

// A proxy as istiod sees it: its node ID, and the metadata that its agent would send.
type proxy struct {
	ID       string         `json:"id"`
	Metadata map[string]any `json:"metadata"`
}

// An answer holds the resources by kind, in the JSON form of Envoy's protobuf messages.
type answer struct {
	ID        string                       `json:"id"`
	Error     string                       `json:"error,omitempty"`
	Resources map[string][]json.RawMessage `json:"resources,omitempty"`
}

func main() {
	address := flag.String("istiod", "127.0.0.1:15010", "address of istiod's plaintext gRPC port")
	within := flag.Duration("within", 20*time.Second, "how long to wait for the configuration of one proxy")
	flag.Parse()
	if err := run(*address, *within, os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(address string, within time.Duration, in io.Reader, out io.Writer) error {
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var asked proxy
		if err := json.Unmarshal(lines.Bytes(), &asked); err != nil {
			return fmt.Errorf("not a proxy: %w", err)
		}
		given := answer{ID: asked.ID}
		resources, err := configurationOf(address, within, asked)
		if err != nil {
			given.Error = err.Error()
		}
		given.Resources = resources
		if err := encoder.Encode(given); err != nil {
			return err
		}
	}
	return lines.Err()
}
