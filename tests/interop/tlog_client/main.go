// A client of C2SP tlog-tiles that shares nothing with this project: notes, tiles and proofs are
// read and checked by golang.org/x/mod/sumdb, unmodified.
//
//	tlog_client -log DIR|URL -vkey FILE [-cacert FILE] [-older FILE] [-index N] [-audit]
//	tlog_client -vkey FILE -proof FILE -leaf FILE
//
// Exit code 0: what was asked for holds; 1: it does not, with the reason on standard error.
package main

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const tileHeight = 8
const bodyBytesMax = 64 << 20

// A source answers paths such as "checkpoint" or "tile/0/000".
type source func(path string) ([]byte, error)

func openSource(log, cacert string) (source, error) {
	if !strings.HasPrefix(log, "http://") && !strings.HasPrefix(log, "https://") {
		return func(path string) ([]byte, error) {
			return os.ReadFile(filepath.Join(log, filepath.FromSlash(path)))
		}, nil
	}
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if cacert != "" {
		pem, err := os.ReadFile(cacert)
		if err != nil {
			return nil, err
		}
		config.RootCAs = x509.NewCertPool()
		if !config.RootCAs.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("%s holds no certificate", cacert)
		}
	}
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: config}}
	base := strings.TrimSuffix(log, "/")
	return func(path string) ([]byte, error) { return get(client, base+"/"+path) }, nil
}

func get(client *http.Client, url string) ([]byte, error) {
	response, err := client.Get(url)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", url, response.Status)
	}
	return io.ReadAll(io.LimitReader(response.Body, bodyBytesMax))
}

// openCheckpoint is C2SP tlog-checkpoint over a signed note.
func openCheckpoint(bytes []byte, verifier note.Verifier) (tlog.Tree, error) {
	opened, err := note.Open(bytes, note.VerifierList(verifier))
	if err != nil {
		return tlog.Tree{}, err
	}
	lines := strings.SplitN(opened.Text, "\n", 4)
	if len(lines) < 4 || lines[0] != verifier.Name() {
		return tlog.Tree{}, errors.New("not a checkpoint of this log")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || strconv.FormatInt(size, 10) != lines[1] {
		return tlog.Tree{}, errors.New("the checkpoint's size is not a number")
	}
	hash, err := tlog.ParseHash(lines[2])
	return tlog.Tree{N: size, Hash: hash}, err
}

// tiles reads C2SP paths for tlog.TileHashReader, which checks every hash against the signed root.
type tiles struct{ read source }

func (t tiles) Height() int                         { return tileHeight }
func (t tiles) SaveTiles(_ []tlog.Tile, _ [][]byte) {}
func (t tiles) ReadTiles(want []tlog.Tile) ([][]byte, error) {
	found := make([][]byte, len(want))
	for i, tile := range want {
		data, err := t.read(tilePath(tile))
		if err != nil {
			return nil, err
		}
		found[i] = data
	}
	return found, nil
}

// tilePath drops the height, which C2SP fixes at 8: tile/8/0/x001/067 is tile/0/x001/067.
func tilePath(tile tlog.Tile) string {
	return strings.Replace(tile.Path(), fmt.Sprintf("tile/%d/", tileHeight), "tile/", 1)
}

func entriesPath(index int64, width int) string {
	path := tilePath(tlog.Tile{H: tileHeight, L: -1, N: index, W: width})
	return strings.Replace(path, "tile/data/", "tile/entries/", 1)
}

func readEntries(read source, index int64, width int) ([][]byte, error) {
	path := entriesPath(index, width)
	rest, err := read(path)
	if err != nil {
		return nil, err
	}
	var entries [][]byte
	for len(rest) >= 2 {
		size := int(binary.BigEndian.Uint16(rest))
		if len(rest) < 2+size {
			break
		}
		entries = append(entries, rest[2:2+size])
		rest = rest[2+size:]
	}
	if len(rest) != 0 || len(entries) != width {
		return nil, fmt.Errorf("%s is not a bundle of %d entries", path, width)
	}
	return entries, nil
}

func widthOf(index, size int64) int {
	if (index+1)<<tileHeight <= size {
		return 1 << tileHeight
	}
	return int(size - index<<tileHeight)
}

func checkIndex(read source, tree tlog.Tree, index int64) error {
	bundle := index >> tileHeight
	if index < 0 || index >= tree.N {
		return fmt.Errorf("the log has no entry %d", index)
	}
	entries, err := readEntries(read, bundle, widthOf(bundle, tree.N))
	if err != nil {
		return err
	}
	hash := tlog.RecordHash(entries[index&(1<<tileHeight-1)])
	proof, err := tlog.ProveRecord(tree.N, index, tlog.TileHashReader(tree, tiles{read}))
	if err != nil {
		return err
	}
	return tlog.CheckRecord(proof, tree.N, tree.Hash, index, hash)
}

func checkOlder(read source, tree, older tlog.Tree) error {
	proof, err := tlog.ProveTree(tree.N, older.N, tlog.TileHashReader(tree, tiles{read}))
	if err != nil {
		return err
	}
	return tlog.CheckTree(proof, tree.N, tree.Hash, older.N, older.Hash)
}

// stored holds the hashes of a tree in the order that tlog numbers them.
type stored []tlog.Hash

func (s stored) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	hashes := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		if index >= int64(len(s)) {
			return nil, fmt.Errorf("hash %d is not known", index)
		}
		hashes[i] = s[index]
	}
	return hashes, nil
}

// audit makes the whole tree from the entries alone and compares the root and every tile.
func audit(read source, tree tlog.Tree) error {
	var all stored
	for bundle := int64(0); bundle<<tileHeight < tree.N; bundle++ {
		entries, err := readEntries(read, bundle, widthOf(bundle, tree.N))
		if err != nil {
			return err
		}
		for i, entry := range entries {
			more, err := tlog.StoredHashes(bundle<<tileHeight+int64(i), entry, all)
			if err != nil {
				return err
			}
			all = append(all, more...)
		}
	}
	for _, tile := range tlog.NewTiles(tileHeight, 0, tree.N) {
		// Of a partial tile only the width of this head is sure to be there.
		if tile.W != widthOf(tile.N, tree.N>>(tileHeight*tile.L)) {
			continue
		}
		want, err := tlog.ReadTileData(tile, all)
		if err != nil {
			return err
		}
		got, err := read(tilePath(tile))
		if err != nil {
			return err
		}
		if !bytes.Equal(want, got) {
			return fmt.Errorf("%s is not the tile of the entries", tilePath(tile))
		}
	}
	root, err := tlog.TreeHash(tree.N, all)
	if err == nil && root != tree.Hash {
		err = errors.New("the root of the entries is not the signed one")
	}
	return err
}

// checkProof is C2SP tlog-proof.
func checkProof(text, leaf []byte, verifier note.Verifier) error {
	head, checkpoint, found := strings.Cut(string(text), "\n\n")
	lines := strings.Split(head, "\n")
	if !found || len(lines) < 2 || lines[0] != "c2sp.org/tlog-proof@v1" {
		return errors.New("not a tlog-proof")
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[1], "index "), 10, 64)
	if err != nil {
		return err
	}
	var proof tlog.RecordProof
	for _, line := range lines[2:] {
		hash, err := base64.StdEncoding.DecodeString(line)
		if err != nil || len(hash) != tlog.HashSize {
			return errors.New("a line of the proof is not a hash")
		}
		proof = append(proof, *(*tlog.Hash)(hash))
	}
	tree, err := openCheckpoint([]byte(checkpoint), verifier)
	if err != nil {
		return err
	}
	return tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(leaf))
}

type options struct {
	log, vkey, cacert, older, proof, leaf string
	index                                 int64
	audit                                 bool
}

func readVerifier(file string) (note.Verifier, error) {
	vkey, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	return note.NewVerifier(strings.TrimSpace(string(vkey)))
}

func checkProofFiles(o options, verifier note.Verifier) error {
	text, err := os.ReadFile(o.proof)
	if err != nil {
		return err
	}
	leaf, err := os.ReadFile(o.leaf)
	if err != nil {
		return err
	}
	return checkProof(text, leaf, verifier)
}

func checkLog(o options, verifier note.Verifier) error {
	read, err := openSource(o.log, o.cacert)
	if err != nil {
		return err
	}
	checkpoint, err := read("checkpoint")
	if err != nil {
		return err
	}
	tree, err := openCheckpoint(checkpoint, verifier)
	if err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	if o.older != "" {
		if err := checkOlderFile(read, tree, o.older, verifier); err != nil {
			return fmt.Errorf("consistency: %w", err)
		}
	}
	if o.index >= 0 {
		if err := checkIndex(read, tree, o.index); err != nil {
			return fmt.Errorf("inclusion: %w", err)
		}
	}
	if o.audit {
		if err := audit(read, tree); err != nil {
			return fmt.Errorf("audit: %w", err)
		}
	}
	fmt.Printf("ok: %s, %d entries\n", verifier.Name(), tree.N)
	return nil
}

func checkOlderFile(read source, tree tlog.Tree, file string, verifier note.Verifier) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	older, err := openCheckpoint(text, verifier)
	if err != nil {
		return err
	}
	return checkOlder(read, tree, older)
}

func run(o options) error {
	verifier, err := readVerifier(o.vkey)
	if err != nil {
		return err
	}
	if o.proof != "" {
		return checkProofFiles(o, verifier)
	}
	return checkLog(o, verifier)
}

func main() {
	var o options
	flag.StringVar(&o.log, "log", "", "folder or URL of the log")
	flag.StringVar(&o.vkey, "vkey", "", "file with the log's verifier key")
	flag.StringVar(&o.cacert, "cacert", "", "file with the certificate to trust for https")
	flag.StringVar(&o.older, "older", "", "file with an earlier checkpoint: check consistency")
	flag.Int64Var(&o.index, "index", -1, "check the inclusion of this entry")
	flag.BoolVar(&o.audit, "audit", false, "read every entry and every tile")
	flag.StringVar(&o.proof, "proof", "", "check this tlog-proof file instead of a log")
	flag.StringVar(&o.leaf, "leaf", "", "file with the entry that -proof speaks of")
	flag.Parse()
	if err := run(o); err != nil {
		fmt.Fprintln(os.Stderr, "tlog_client:", err)
		os.Exit(1)
	}
}
