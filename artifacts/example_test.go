package artifacts_test

import (
	"fmt"
	"log"
	"os"

	"pipe/artifacts"
)

// A computation is looked up by its key, done once, and bound to its result.
func Example() {
	dir, err := os.MkdirTemp("", "store")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	store, err := artifacts.Open(dir)
	if err != nil {
		log.Fatal(err)
	}

	type score struct {
		Task     string  `arrow:"task"`
		Accuracy float64 `arrow:"accuracy"`
	}
	recipe := "kind evaluate 1\n"
	key := artifacts.Key(artifacts.Sum([]byte(recipe)))
	if _, err := store.Lookup(key); err != nil {
		fmt.Println("not done yet")
	}

	w := store.NewArtifact("scores")
	if err := artifacts.WriteTable(w, "scores", []score{{"capitals", 0.75}}); err != nil {
		log.Fatal(err)
	}
	made, err := w.Commit()
	if err != nil {
		log.Fatal(err)
	}
	if err := store.Bind(key, recipe, made); err != nil {
		log.Fatal(err)
	}

	entry, err := store.Lookup(key)
	if err != nil {
		log.Fatal(err)
	}
	found, err := store.Artifact(entry.Artifact)
	if err != nil {
		log.Fatal(err)
	}
	rows, err := artifacts.ReadTable[score](found, "scores")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(rows[0].Task, rows[0].Accuracy)
	// Output:
	// not done yet
	// capitals 0.75
}
