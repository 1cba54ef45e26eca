// A verifier of Vigie's log that shares nothing with Vigie: Go's own sumdb packages (golang.org/x/mod).
//
//	go run verify.go -vkey VKEY [-old CHECKPOINT] [-origin ORIGIN] FOLDER
//
// It checks the signature of FOLDER/checkpoint, the inclusion of every 97th entry and of the last one (bundle against
// tiles against root), and, given an older checkpoint, that the tree only grew. Exit code 0 when everything holds, 1
// when something does not.
package main

import (
	"encoding/base64"
	"encoding/binary"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// One tile is eight levels high, 256 hashes wide.
const height = 8
const width = 1 << height

func refuse(format string, args ...interface{}) {
	fmt.Printf("REFUSED: "+format+"\n", args...)
	os.Exit(1)
}

// A checkpoint: origin, size, root, each on a line (C2SP tlog-checkpoint), signed.
func openCheckpoint(path string, verifier note.Verifier) tlog.Tree {
	data, err := os.ReadFile(path)
	if err != nil {
		refuse("%v", err)
	}
	signed, err := note.Open(data, note.VerifierList(verifier))
	if err != nil {
		refuse("%s: %v", path, err)
	}
	lines := strings.Split(signed.Text, "\n")
	if len(lines) < 4 || lines[0] != verifier.Name() {
		refuse("%s: no checkpoint of %s", path, verifier.Name())
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || strconv.FormatInt(size, 10) != lines[1] {
		refuse("%s: no tree size", path)
	}
	root, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || len(root) != tlog.HashSize {
		refuse("%s: no root hash", path)
	}
	tree := tlog.Tree{N: size}
	copy(tree.Hash[:], root)
	return tree
}

// Go's paths name the tile height ("tile/8/0/001"), C2SP's do not.
func pathOf(tile tlog.Tile) string {
	return "tile/" + strings.TrimPrefix(tile.Path(), "tile/8/")
}

// read gives the first bytes of a file, or of its full version where the partial one was superseded.
func read(folder, path string) ([]byte, error) {
	data, err := os.ReadFile(filepath.Join(folder, path))
	if os.IsNotExist(err) {
		if at := strings.Index(path, ".p/"); at > 0 {
			return os.ReadFile(filepath.Join(folder, path[:at]))
		}
	}
	return data, err
}

// folderTiles reads hash tiles from a folder; tlog.TileHashReader checks them against the root.
type folderTiles struct{ folder string }

func (t folderTiles) Height() int                     { return height }
func (t folderTiles) SaveTiles([]tlog.Tile, [][]byte) {}
func (t folderTiles) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		data, err := read(t.folder, pathOf(tile))
		if err != nil {
			return nil, err
		}
		if len(data) < tile.W*tlog.HashSize {
			return nil, fmt.Errorf("%s is too short", pathOf(tile))
		}
		all = append(all, data[:tile.W*tlog.HashSize])
	}
	return all, nil
}

// entryOf reads one entry out of its bundle: each entry stands after its length in two bytes.
func entryOf(folder string, index, size int64) []byte {
	number := index / width
	count := int(size - number*width)
	if count > width {
		count = width
	}
	tile := tlog.Tile{H: height, L: -1, N: number, W: count}
	path := strings.Replace(pathOf(tile), "tile/data/", "tile/entries/", 1)
	data, err := read(folder, path)
	if err != nil {
		refuse("%v", err)
	}
	for i := int64(0); ; i++ {
		if len(data) < 2 {
			refuse("%s ends early", path)
		}
		length := int(binary.BigEndian.Uint16(data))
		if len(data) < 2+length {
			refuse("%s ends early", path)
		}
		if i == index%width {
			return data[2 : 2+length]
		}
		data = data[2+length:]
	}
}

func checkEntry(folder string, tree tlog.Tree, hashes tlog.HashReader, index int64) {
	proof, err := tlog.ProveRecord(tree.N, index, hashes)
	if err != nil {
		refuse("entry %d: %v", index, err)
	}
	leaf := tlog.RecordHash(entryOf(folder, index, tree.N))
	if err := tlog.CheckRecord(proof, tree.N, tree.Hash, index, leaf); err != nil {
		refuse("entry %d: %v", index, err)
	}
}

func checkGrowth(tree, old tlog.Tree, hashes tlog.HashReader) {
	if old.N < 1 || old.N > tree.N {
		refuse("the old checkpoint has %d entries, the new one %d", old.N, tree.N)
	}
	proof, err := tlog.ProveTree(tree.N, old.N, hashes)
	if err != nil {
		refuse("consistency: %v", err)
	}
	if err := tlog.CheckTree(proof, tree.N, tree.Hash, old.N, old.Hash); err != nil {
		refuse("consistency: %v", err)
	}
	fmt.Printf("consistent: %d -> %d entries\n", old.N, tree.N)
}

func main() {
	vkey := flag.String("vkey", "", "verifier key of the log")
	oldPath := flag.String("old", "", "an older checkpoint of the same log")
	flag.Parse()
	verifier, err := note.NewVerifier(*vkey)
	if err != nil || flag.NArg() != 1 {
		fmt.Println("usage: verify -vkey VKEY [-old CHECKPOINT] FOLDER")
		os.Exit(2)
	}
	folder := flag.Arg(0)
	tree := openCheckpoint(filepath.Join(folder, "checkpoint"), verifier)
	hashes := tlog.TileHashReader(tree, folderTiles{folder})
	checked := 0
	for index := int64(0); index < tree.N; index += 97 {
		checkEntry(folder, tree, hashes, index)
		checked++
	}
	if tree.N > 0 {
		checkEntry(folder, tree, hashes, tree.N-1)
		checked++
	}
	fmt.Printf("included: %d of %d entries\n", checked, tree.N)
	if *oldPath != "" {
		checkGrowth(tree, openCheckpoint(*oldPath, verifier), hashes)
	}
	fmt.Println("ACCEPTED")
}
