// Command shop answers GET /frames/{item} with what the service at STOCK_URL says about the item.
package main

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"go.opentelemetry.io/contrib/bridges/otelslog"
	"go.opentelemetry.io/contrib/exporters/autoexport"
	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/log/global"
	"go.opentelemetry.io/otel/propagation"
	sdklog "go.opentelemetry.io/otel/sdk/log"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	shutdown, err := startTelemetry(ctx)
	if err != nil {
		slog.Error("telemetry does not start", "error", err)
		os.Exit(1)
	}
	server := &http.Server{
		Addr:              net.JoinHostPort("127.0.0.1", os.Getenv("PORT")),
		Handler:           routes(os.Getenv("STOCK_URL")),
		ReadHeaderTimeout: 5 * time.Second,
	}
	context.AfterFunc(ctx, func() { _ = server.Shutdown(context.Background()) })
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		slog.Error("server failed", "error", err)
	}
	if err := shutdown(context.Background()); err != nil {
		slog.Error("telemetry is not flushed", "error", err)
	}
}

// startTelemetry makes everything from the standard OTEL_* variables.
func startTelemetry(ctx context.Context) (func(context.Context) error, error) {
	spans, err := autoexport.NewSpanExporter(ctx)
	if err != nil {
		return nil, err
	}
	lines, err := autoexport.NewLogExporter(ctx)
	if err != nil {
		return nil, err
	}
	tracer := sdktrace.NewTracerProvider(sdktrace.WithBatcher(spans))
	logger := sdklog.NewLoggerProvider(sdklog.WithProcessor(sdklog.NewBatchProcessor(lines)))
	otel.SetTracerProvider(tracer)
	otel.SetTextMapPropagator(propagation.TraceContext{})
	global.SetLoggerProvider(logger)
	return func(ctx context.Context) error {
		return errors.Join(tracer.Shutdown(ctx), logger.Shutdown(ctx))
	}, nil
}

func routes(stockURL string) http.Handler {
	log := otelslog.NewLogger("shop")
	client := &http.Client{Transport: otelhttp.NewTransport(http.DefaultTransport), Timeout: 5 * time.Second}
	fail := func(w http.ResponseWriter, r *http.Request, what string, err error) {
		log.ErrorContext(r.Context(), what, "error", err)
		http.Error(w, what, http.StatusBadGateway)
	}
	frames := func(w http.ResponseWriter, r *http.Request) {
		item := r.PathValue("item")
		log.InfoContext(r.Context(), "frame asked", "item", item)
		request, err := http.NewRequestWithContext(r.Context(), http.MethodGet, stockURL+"/stock/"+item, nil)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		reply, err := client.Do(request)
		if err != nil {
			fail(w, r, "stock does not answer", err)
			return
		}
		// The CLIENT span ends with the body.
		defer reply.Body.Close()
		if reply.StatusCode != http.StatusOK {
			fail(w, r, "stock has an error", errors.New(reply.Status))
			return
		}
		_, _ = io.Copy(w, reply.Body)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /frames/{item}", frames)
	return otelhttp.NewHandler(mux, "shop")
}
