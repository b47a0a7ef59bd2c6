// A real CT log for tests: TesseraCT's library over a folder, on one loopback address, deduplicating in memory.
package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"flag"
	"log"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/transparency-dev/tessera"
	tposix "github.com/transparency-dev/tessera/storage/posix"
	"github.com/transparency-dev/tesseract"
	"github.com/transparency-dev/tesseract/storage"
	"github.com/transparency-dev/tesseract/storage/posix"
	"golang.org/x/mod/sumdb/note"
)

func readKey(path string) (*ecdsa.PrivateKey, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, errors.New("no PEM in " + path)
	}
	return x509.ParseECPrivateKey(block.Bytes)
}

func main() {
	address := flag.String("http_endpoint", "127.0.0.1:6962", "address and port to listen on")
	origin := flag.String("origin", "127.0.0.1", "name of the log in its checkpoints")
	keyPath := flag.String("private_key", "", "SEC1 PEM of the log's P-256 key")
	dir := flag.String("storage_dir", "", "folder of the log")
	roots := flag.String("roots_pem_file", "", "certificates that the log takes chains of")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	key, err := readKey(*keyPath)
	if err != nil {
		log.Fatal(err)
	}
	open := func(ctx context.Context, signer note.Signer) (*storage.CTStorage, error) {
		driver, err := tposix.New(ctx, tposix.Config{Path: *dir})
		if err != nil {
			return nil, err
		}
		options := tessera.NewAppendOptions().WithCheckpointSigner(signer).WithCTLayout().WithAntispam(256, nil).
			WithCheckpointInterval(500*time.Millisecond).WithBatching(16, 50*time.Millisecond)
		appender, _, reader, err := tessera.NewAppender(ctx, driver, options)
		if err != nil {
			return nil, err
		}
		issuers, err := posix.NewIssuerStorage(ctx, *dir)
		if err != nil {
			return nil, err
		}
		return storage.NewCTStorage(ctx, &storage.CTStorageOptions{Appender: appender, Reader: reader, IssuerStorage: issuers,
			AwaiterPollInterval: 50 * time.Millisecond, EnablePubAwaiter: true})
	}
	handler, err := tesseract.NewLogHandler(ctx, *origin, key, tesseract.ChainValidationConfig{RootsPEMFile: *roots, ExtKeyUsages: "CodeSigning"},
		open, 10*time.Second, false, "", tesseract.LogHandlerOpts{DedupRL: 100, MaxCertChainBytes: 512 << 10})
	if err != nil {
		log.Fatal(err)
	}
	server := &http.Server{Addr: *address, Handler: handler, ReadHeaderTimeout: 10 * time.Second}
	go func() { <-ctx.Done(); server.Close() }()
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		log.Fatal(err)
	}
}
