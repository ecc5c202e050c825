package stages

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"pipe/engine/llama"
	"pipe/pipeline"
	"pipe/stages/models"
)

// Files of a folder of Hugging Face.
const (
	huggingFaceConfig  = "config.json"
	huggingFaceWeights = "model.safetensors"
	huggingFaceIndex   = "model.safetensors.index.json"
	huggingFacePickle  = "pytorch_model.bin"
	sentencePieceModel = "tokenizer.model"
	tokenizerJSON      = "tokenizer.json"
)

// A modelFolder is one of Hugging Face's. Its zero value has no files.
type modelFolder struct {
	name string // as the experiment has it
	dir  string // without links
}

// folder returns the folder that the source names. Its bytes are those of the
// plan: the digest of what was pinned is compared before anything is believed.
func (m *Import) folder(s *pipeline.Stage) (modelFolder, error) {
	path := s.Path(m.Source)
	got, err := pipeline.DigestPath(path)
	if err != nil {
		return modelFolder{}, err
	}
	if want, _ := s.PinDigest("source"); got != want {
		return modelFolder{}, fmt.Errorf("%s: got %s, want %s", m.Source, got, want)
	}
	dir, err := filepath.EvalSymlinks(path)
	return modelFolder{m.Source, dir}, err
}

// read returns the bytes of a file of the folder. What is a link has to lead
// to another of its files, or to where Hugging Face's cache has them:
// models--x/snapshots/y has links to models--x/blobs.
func (f modelFolder) read(name string) ([]byte, error) {
	if f.dir == "" {
		return nil, fs.ErrNotExist
	}
	if !filepath.IsLocal(name) || filepath.Base(name) != name {
		return nil, fmt.Errorf("%s: %q is not a file of the folder itself", f.name, name)
	}
	path, err := filepath.EvalSymlinks(filepath.Join(f.dir, name))
	if err != nil {
		return nil, err
	}
	blobs := filepath.Join(f.dir, "..", "..", "blobs")
	if !isWithin(f.dir, path) && !isWithin(blobs, path) {
		return nil, fmt.Errorf("%s: %s is a link to %s, outside of the folder; put the file itself there", f.name, name, path)
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s: %s is no regular file", f.name, name)
	}
	return os.ReadFile(path)
}

func isWithin(dir, path string) bool {
	rel, err := filepath.Rel(dir, path)
	return err == nil && filepath.IsLocal(rel)
}

// vocabulary reads the tokenizer of the folder.
func (f modelFolder) vocabulary() (name string, data []byte, err error) {
	for _, name := range []string{sentencePieceModel, tokenizerJSON} {
		if data, err := f.read(name); !errors.Is(err, fs.ErrNotExist) {
			return name, data, err
		}
	}
	return "", nil, fmt.Errorf("%s has neither %s nor %s; name the vocabulary with the attribute tokenizer", f.name, sentencePieceModel, tokenizerJSON)
}

// weights reads config.json and the files of the weights.
func (f modelFolder) weights(ctx context.Context) (*llama.Weights, error) {
	data, err := f.read(huggingFaceConfig)
	if err != nil {
		return nil, err
	}
	config, err := models.ReadHuggingFaceConfig(data)
	if err != nil {
		return nil, err
	}
	names, err := f.weightFiles()
	if err != nil {
		return nil, err
	}
	all := make(models.Tensors)
	for _, name := range names {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		data, err := f.read(name)
		if err != nil {
			return nil, err
		}
		tensors, err := models.ReadSafetensors(data)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		for tensor, value := range tensors {
			if _, twice := all[tensor]; twice {
				return nil, fmt.Errorf("%s: tensor %q is in another file too", name, tensor)
			}
			all[tensor] = value
		}
	}
	return models.LlamaOf(config, all)
}

// weightFiles returns the names of the files that hold the weights: one, or
// those of an index.
func (f modelFolder) weightFiles() ([]string, error) {
	data, err := f.read(huggingFaceIndex)
	if err == nil {
		return models.ReadHuggingFaceIndex(data)
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if f.has(huggingFacePickle) && !f.has(huggingFaceWeights) {
		return nil, fmt.Errorf("%s has its weights in %s, a program in Python's pickle, which is not run; save them as %s",
			f.name, huggingFacePickle, huggingFaceWeights)
	}
	return []string{huggingFaceWeights}, nil
}

func (f modelFolder) has(name string) bool {
	_, err := os.Stat(filepath.Join(f.dir, name))
	return err == nil
}
