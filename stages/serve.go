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
	CacheBytes  int64  // of keys and values, about; at least those of one text
	MaxRequests int    // under way or waiting, before clients are asked to come again; 0 is 256
	MaxBody     int64  // bytes of a request; 0 is 16 MiB
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
// clients can connect. The weights stay where the store has them.
func Serve(ctx context.Context, a *artifacts.Artifact, o ServeOptions, listening func(url string)) error {
	if _, ok := a.File("weights.arrow"); !ok {
		return fmt.Errorf("%s artifact %s is no model", a.Kind, a.Digest().Short())
	}
	return withModel(a, func(m languageModel) error {
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
		model := newServed(m, o.CacheBytes)
		server := openai.NewServer(model, openai.Options{
			Name: o.Name, Fingerprint: a.Digest().Short(), Created: time.Now(), KeepPrompts: o.KeepPrompts,
			Template: template, MaxBody: o.MaxBody, MaxRequests: o.MaxRequests,
		})
		return model.whileServed(ctx, team, func(ctx context.Context) error {
			return serveHTTP(ctx, server, o.Address, listening)
		})
	})
}

// whileServed computes in the goroutine of the caller, who gets the panics of
// reading weights, and has serve take requests meanwhile. It ends with serve,
// whose context is done where nobody computes any more.
func (s *served) whileServed(ctx context.Context, team *kernel.Team, serve func(ctx context.Context) error) (err error) {
	computing, stop := context.WithCancel(context.WithoutCancel(ctx)) // requests outlive ctx
	serving, end := context.WithCancel(ctx)
	var group errgroup.Group
	group.Go(func() error {
		defer stop()
		return serve(serving)
	})
	defer func() {
		end()
		err = errors.Join(err, group.Wait())
	}()
	return s.run(computing, team)
}

// A drainer is a handler that answers what it has begun and nothing more.
type drainer interface {
	http.Handler
	// Drain returns when all that is under way has been answered.
	Drain()
}

// serveHTTP serves until ctx is done; then it refuses requests, and returns when
// those that are under way have been answered.
func serveHTTP(ctx context.Context, handler drainer, address string, listening func(url string)) error {
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
		handler.Drain()
		return server.Shutdown(alive)
	})
	return group.Wait()
}
