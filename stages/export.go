package stages

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"syscall"

	"pipe/artifacts"
	"pipe/engine/token"
	"pipe/stages/models"
)

// ExportModel writes the model of an artifact as a folder of Hugging Face,
// which is not there yet. It appears whole or not at all, and the same artifact
// gives the same bytes.
func ExportModel(a *artifacts.Artifact, dir string) error {
	if _, ok := a.File("weights.arrow"); !ok {
		return fmt.Errorf("%s artifact %s is no model", a.Kind, a.Digest().Short())
	}
	return withModel(a, func(m languageModel) error { return exportModel(a, m, dir) })
}

func exportModel(a *artifacts.Artifact, m languageModel, dir string) error {
	files, err := exportFiles(m)
	if err != nil {
		return fmt.Errorf("model %s has no form that transformers loads: %w", a.Digest().Short(), err)
	}
	if _, err := os.Lstat(dir); !errors.Is(err, fs.ErrNotExist) {
		return errors.Join(fmt.Errorf("%s is there already; name a folder that is not", dir), err)
	}
	parent := filepath.Dir(filepath.Clean(dir))
	if err := os.MkdirAll(parent, 0o777); err != nil {
		return err
	}
	temporary, err := os.MkdirTemp(parent, ".export-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temporary)
	for name, write := range files {
		if err := writeSynced(filepath.Join(temporary, name), write); err != nil {
			return err
		}
	}
	if err := errors.Join(os.Chmod(temporary, 0o755), syncFolder(temporary)); err != nil {
		return err
	}
	if err := os.Rename(temporary, dir); err != nil {
		return err
	}
	return syncFolder(parent)
}

// syncFolder makes the names in a folder durable, where that can be asked for.
func syncFolder(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	err = f.Sync()
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, errors.ErrUnsupported) { // some network file systems know no such call
		err = nil
	}
	return errors.Join(err, f.Close())
}

// exportFiles returns what writes each file of a model.
func exportFiles(m languageModel) (map[string]func(io.Writer) error, error) {
	ends, vocabulary, err := exportVocabulary(m.tokenizer)
	if err != nil {
		return nil, err
	}
	c := m.weights.Config
	config, err := models.HuggingFaceConfig(c, ends)
	if err != nil {
		return nil, err
	}
	generation, err := models.HuggingFaceGeneration(ends)
	if err != nil {
		return nil, err
	}
	// With other vocabularies than those of a tokenizer.json, text is text.
	published, is := m.tokenizer.(*jsonVocabulary)
	tokenizer, err := models.HuggingFaceTokenizer(c, ends, !is || published.row.SplitsSpecial)
	if err != nil {
		return nil, err
	}
	put := func(data []byte) func(io.Writer) error {
		return func(w io.Writer) error { _, err := w.Write(data); return err }
	}
	return map[string]func(io.Writer) error{
		huggingFaceConfig: put(config), "generation_config.json": put(generation),
		tokenizerJSON: put(vocabulary), "tokenizer_config.json": put(tokenizer),
		huggingFaceWeights: func(w io.Writer) error { return models.WriteSafetensors(w, m.weights) },
	}, nil
}

// exportVocabulary returns a tokenizer.json.
func exportVocabulary(v vocabulary) (models.Ends, []byte, error) {
	ends := models.Ends{BOS: v.BOS(), EOS: v.EOS()}
	switch v := v.(type) {
	case *token.BPE:
		ends.BOSText, ends.EOSText = string(v.Piece(ends.BOS)), string(v.Piece(ends.EOS))
		data, err := models.BPEJSON(v)
		return ends, data, err
	case *token.Pieces:
		list := v.List()
		ends.BOSText, ends.EOSText = list[ends.BOS].Text, list[ends.EOS].Text
		data, err := models.PiecesJSON(v)
		return ends, data, err
	case *jsonVocabulary:
		ends.BOSText, ends.EOSText = v.Name(ends.BOS), v.Name(ends.EOS)
		return ends, v.row.JSON, nil
	}
	return ends, nil, fmt.Errorf("a vocabulary of type %T has no tokenizer.json", v)
}

func writeSynced(path string, write func(io.Writer) error) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o666)
	if err != nil {
		return err
	}
	b := bufio.NewWriter(f)
	return errors.Join(write(b), b.Flush(), f.Sync(), f.Close())
}
