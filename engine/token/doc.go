// Package token is byte-level byte-pair encoding (Sennrich, Haddow and Birch,
// 2016; over bytes as in GPT-2): it learns a vocabulary from text, and turns
// text into ids and back without loss, whatever the bytes.
//
// A vocabulary is an ordered list of merges and nothing else:
//
//	0 <s>  1 </s>  2 <pad>  3 <mask>     special tokens, never made from text
//	4 … 259                              the bytes 0 … 255
//	260 …                                one token for each merge, in order
//
// Text is first cut into words (split.go), and no token reaches across two
// words. The cut is by Unicode class, with the tables of the Go release that
// built the program. Equal inputs give equal ids with any number of goroutines.
//
// The package reads and writes no files: Merges and New carry a vocabulary
// from one program to the next.
package token
