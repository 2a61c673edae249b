// Command istio-reference answers questions about policies with Istio's own code, one JSON line each.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"

	"istio.io/istio/pkg/log"
)

func main() {
	validate := flag.Bool("validate", false, "read one Istio object per line and print the result of Istio's validation")
	flag.Parse()
	if err := run(*validate, os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(validate bool, in io.Reader, out io.Writer) error {
	if err := logToStderr(); err != nil {
		return err
	}
	validator, err := newValidator()
	if err != nil {
		return err
	}
	if validate {
		return answerLines(in, out, validator.validate)
	}
	compiler := newCompiler(validator)
	return answerLines(in, out, compiler.answer)
}

// answerLines writes each answer immediately, because the client may wait for it before its next question.
func answerLines[Q, A any](in io.Reader, out io.Writer, answer func(Q) A) error {
	lines := bufio.NewReaderSize(in, 1<<20)
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	for {
		line, err := lines.ReadBytes('\n')
		if len(line) > 1 {
			var question Q
			if err := json.Unmarshal(line, &question); err != nil {
				return fmt.Errorf("not a question: %w", err)
			}
			if err := encoder.Encode(answer(question)); err != nil {
				return err
			}
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func logToStderr() error {
	options := log.DefaultOptions()
	options.OutputPaths = []string{"stderr"}
	options.SetDefaultOutputLevel(log.OverrideScopeName, log.ErrorLevel)
	return log.Configure(options)
}
