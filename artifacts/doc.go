// Package artifacts keeps what stages produce: a store of immutable,
// content-addressed objects, and an index from computations to what came of
// them. It knows nothing of stages, experiments or models.
//
// Two names must not be confused. A Digest names bytes. A Key names a
// computation; the index binds it to the artifact that the computation gave.
//
//	Key ──index entry──► Artifact ──manifest──► File ──► object
//	 │                   (digest of the         "weights.arrow",
//	 └──► recipe          manifest)             digest, bytes
//
// An artifact is a set of named files; tables among them are Arrow IPC files,
// which pyarrow, Polars and DuckDB read as they are. A store is one folder:
//
//	objects/ab/<sha256>      bytes, named by their digest; manifests, recipes
//	                         and files alike
//	keys/ab/<key>            one line: key, artifact, recipe, checksum
//	keys/ab/<key>.conflict-… the same, for a second, different result
//	keys/ab/<key>.gone       the same, for a result that Collect has removed
//	records/<id>.json        run records, sealed with their digest
//	added/<sha256>-….json    names of files added by hand, sealed likewise
//	roots/<name>.json        what Collect shall keep, sealed likewise
//	scratch/<key>/<name>     checkpoints of unfinished stages, sealed with their key
//	trails/<key>/<name>      kept states that finished stages passed, sealed likewise
//	quarantine/              damaged files, moved out of the way
//	tmp/                     files being written
//	locks/                   empty files that processes lock
//
// What holds at every moment, after any crash and with any number of
// processes at work:
//
//   - A file outside tmp is complete: it was written in tmp, synced, renamed,
//     and its folder was synced.
//   - An object never changes, and the checksum of a file can be found with
//     any program: it is the file's name.
//   - Bytes are checked against their digest before anything parses them.
//   - The same rows give the same bytes: tables have no compression, no
//     dictionary, no nulls, and batches whose bounds depend on the rows alone.
package artifacts
