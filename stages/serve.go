package stages

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/rs/zerolog"
	"golang.org/x/sync/errgroup"

	"pipe/artifacts"
	"pipe/engine/kernel"
	"pipe/stages/openai"
)

// ServeOptions say how a model is served.
type ServeOptions struct {
	Name        string // of the model, for clients
	Address     string // host and port; port 0 chooses one
	Workers     int
	Quantize    string // QuantizeNone or QuantizeInt8
	Chat        string // template of conversations; "" is the model's own, or plain text where it has none
	KeepPrompts bool   // put no token before a prompt that begins a text
}

// Times that a client has to send a request, and that a connection may idle.
// Answers may take as long as they do.
const (
	headerTimeout = 10 * time.Second
	bodyTimeout   = time.Minute
	idleTimeout   = 2 * time.Minute
)

// Serve serves the model of an artifact until ctx is done, and then lets what is
// under way come to its end. It calls listening with the address as soon as
// clients can connect.
func Serve(ctx context.Context, a *artifacts.Artifact, o ServeOptions, listening func(url string)) error {
	if _, ok := a.File("weights.arrow"); !ok {
		return fmt.Errorf("%s artifact %s is no model", a.Kind, a.Digest().Short())
	}
	m, err := readModel(a)
	if err != nil {
		return err
	}
	if !m.weights.Config.Causal {
		return fmt.Errorf("the model was trained with the masked objective and does not generate")
	}
	template, err := m.chatTemplate(o.Chat)
	if err != nil {
		return err
	}
	team := kernel.NewTeam(o.Workers)
	defer team.Close()
	if o.Quantize == QuantizeInt8 {
		m.weights.Quantize(team)
	}
	model := newServed(m, team)
	defer model.Close()
	handler := openai.NewServer(model, openai.Options{
		Name: o.Name, Fingerprint: a.Digest().Short(), Created: time.Now(), KeepPrompts: o.KeepPrompts,
		Template: template,
	})
	return serveHTTP(ctx, handler, o.Address, listening)
}

// serveHTTP serves until ctx is done; then it takes no more requests, and
// returns when those that are under way have been answered.
func serveHTTP(ctx context.Context, handler http.Handler, address string, listening func(url string)) error {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	// Requests outlive ctx.
	alive := zerolog.Ctx(ctx).WithContext(context.WithoutCancel(ctx))
	server := &http.Server{
		Handler: handler, ReadHeaderTimeout: headerTimeout, ReadTimeout: bodyTimeout, IdleTimeout: idleTimeout,
		BaseContext: func(net.Listener) context.Context { return alive },
	}
	listening("http://" + listener.Addr().String())
	group, serving := errgroup.WithContext(ctx)
	group.Go(func() error {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			return err
		}
		return nil
	})
	group.Go(func() error {
		<-serving.Done()
		return server.Shutdown(alive)
	})
	return group.Wait()
}
