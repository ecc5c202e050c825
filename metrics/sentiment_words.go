package metrics

import "strings"

// The words that VADER's rules know, beside its lexicon.

// negations turn what follows.
var negations = strings.Fields(`
aint arent cannot cant couldnt darent didnt doesnt ain't aren't can't couldn't daren't didn't doesn't dont hadnt
hasnt havent isnt mightnt mustnt neither don't hadn't hasn't haven't isn't mightn't mustn't neednt needn't never
none nope nor not nothing nowhere oughtnt shant shouldnt uhuh wasnt werent oughtn't shan't shouldn't uh-uh wasn't
weren't without wont wouldnt won't wouldn't rarely seldom despite`)

// boosters are adverbs of degree, with what they add.
var boosters = newBoosters(`
absolutely amazingly awfully completely considerably decidedly deeply effing enormously entirely especially
exceptionally extremely fabulously flipping flippin fricking frickin frigging friggin fully fucking greatly hella
highly hugely incredibly intensely majorly more most particularly purely quite really remarkably so substantially
thoroughly totally tremendously uber unbelievably unusually utterly very`, `
almost barely hardly kinda kindof kind-of less little marginally occasionally partly scarcely slightly somewhat
sorta sortof sort-of`, "just enough", "kind of", "sort of")

// newBoosters makes the table of words that strengthen and words and phrases
// that weaken.
func newBoosters(up, down string, phrases ...string) map[string]float64 {
	table := make(map[string]float64)
	for _, w := range strings.Fields(up) {
		table[w] = boost
	}
	for _, w := range append(strings.Fields(down), phrases...) {
		table[w] = -boost
	}
	return table
}

// idioms are worth other than their words.
var idioms = map[string]float64{
	"the shit": 3, "the bomb": 3, "bad ass": 1.5, "yeah right": -2, "cut the mustard": 2, "kiss of death": -1.5, "hand to mouth": -2,
}
