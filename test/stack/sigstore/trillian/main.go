// Trillian's log server and sequencer in one process, in memory, with one new tree: what a Rekor v1 in tests needs. Prints the tree's id.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"net"
	"os/signal"
	"syscall"
	"time"

	"github.com/google/trillian"
	"github.com/google/trillian/extension"
	tlog "github.com/google/trillian/log"
	"github.com/google/trillian/quota"
	"github.com/google/trillian/server"
	"github.com/google/trillian/server/admin"
	"github.com/google/trillian/server/interceptor"
	"github.com/google/trillian/storage/memory"
	"github.com/google/trillian/util/clock"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/durationpb"
)

func main() {
	address := flag.String("rpc_endpoint", "127.0.0.1:8090", "address and port to listen on")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()

	trees := memory.NewTreeStorage()
	registry := extension.Registry{AdminStorage: memory.NewAdminStorage(trees), LogStorage: memory.NewLogStorage(trees, nil), QuotaManager: quota.Noop()}
	rpc := grpc.NewServer(grpc.UnaryInterceptor(interceptor.ErrorWrapper))
	administrator, logs := admin.New(registry, nil), server.NewTrillianLogRPCServer(registry, clock.System)
	trillian.RegisterTrillianAdminServer(rpc, administrator)
	trillian.RegisterTrillianLogServer(rpc, logs)

	tree, err := administrator.CreateTree(ctx, &trillian.CreateTreeRequest{Tree: &trillian.Tree{
		TreeState: trillian.TreeState_ACTIVE, TreeType: trillian.TreeType_LOG, MaxRootDuration: durationpb.New(time.Hour)}})
	if err != nil {
		log.Fatal(err)
	}
	if _, err := logs.InitLog(ctx, &trillian.InitLogRequest{LogId: tree.TreeId}); err != nil {
		log.Fatal(err)
	}
	go tlog.NewOperationManager(tlog.OperationInfo{Registry: registry, BatchSize: 50, NumWorkers: 1, RunInterval: 100 * time.Millisecond,
		TimeSource: clock.System}, tlog.NewSequencerManager(registry, 0)).OperationLoop(ctx)

	listener, err := net.Listen("tcp", *address)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(tree.TreeId)
	go func() { <-ctx.Done(); rpc.Stop() }()
	if err := rpc.Serve(listener); err != nil {
		log.Fatal(err)
	}
}
