// Package sources reads data sets in the formats of their publishers, and says
// where to find them. Whatever the format, the result is a list of documents:
// JSON objects whose fields keep their order.
//
//	bytes ─► unpack ─► characters ─► format ─► align ─► rename ─► shuffle, skip, take
//	         gzip, zip  UTF-8 or     a file     further
//	         tar        Latin-1      each       files
//
// Unpacking needs no option: it goes by the first bytes. Of an archive each
// file is read by itself, in order of names, and the documents follow each
// other; Options.Member picks some of them. What is unpacked is bounded by a
// multiple of what was packed.
//
// A byte-order mark is dropped. Text that is not UTF-8 is an error that gives
// the offset of the first bad byte. In formats made of lines CRLF ends a line
// as LF does; inside a quoted CSV field, and inside a JSON string, it is kept.
//
// The package opens no files: it is given bytes. Only Download goes outside.
package sources
