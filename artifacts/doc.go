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
//	locks/lease-<key>-…      who computes a key, named by a token
//	locks/spare-…            files that get the names of leases
//	locks/                   and empty files that processes lock
//
// What holds at every moment, after any crash and with any number of
// processes at work:
//
//   - A file outside tmp and locks is complete: it was written in tmp, synced,
//     renamed or linked, and its folder was synced.
//   - An object never changes, and the checksum of a file can be found with
//     any program: it is the file's name.
//   - Bytes are checked against their digest before anything parses them, also
//     those that are used where they lie (mapping.go).
//   - The same rows give the same bytes: tables have no compression, no
//     dictionary, no nulls, and batches whose bounds depend on the rows alone.
//
// Every change of the disk passes through one place (disk.go), so that tests
// let each fail, and cut the power before each.
//
// # What makes a result durable
//
// A sync takes longer than all else that a short stage does, and takes as long
// for many files as for one. So the small files of an artifact wait in memory
// for its end, and whoever wants something durable at the same time is served
// together (flush.go). The order is always this:
//
//  1. manifest, recipe and files are written to tmp, and synced;
//  2. recipe and files get their names, and the folders of these are synced;
//  3. the manifest gets its name, and its folder is synced;
//  4. the entry is written to tmp, and synced;
//  5. it gets its name, and its folder is synced.
//
// So an entry or manifest that is there after a power cut leads to objects that
// are whole.
//
// # Leases
//
// Whoever computes a key holds its lease, so that others wait for the result
// and do not compute it too. The lease is a file with a token in its name; of the files
// of a key the highest token counts, and one that exists is never taken again.
// The holder keeps the file locked and writes a heartbeat into it every two
// seconds. Who wants the lease looks at the highest one:
//
//   - its lock is free, and it was written on this machine: the holder is dead,
//     and the next token can be had at once;
//   - it has not changed for twenty seconds of looking: the holder is silent,
//     be it suspended, or on a machine that is gone or whose locks do not reach
//     this one. The next token can be had too.
//
// The twenty seconds are those of the one who looks, counted as pauses between
// looks. Nobody compares clocks, or reads one: a clock that jumps changes
// nothing, and one who was suspended has not listened meanwhile.
//
// A holder that wakes up finds a higher token, or its own file gone. It asks
// before it binds a result and before it changes a checkpoint, stops, and waits
// for the result of the other like anybody else. It may be suspended again
// between the question and the deed, and that does no harm: the same bytes may
// be bound twice, other bytes are a ConflictError, and a checkpoint is replaced
// in one step by another that is as right, being of the same computation. So two
// may compute the same at times, and never is a result wrong for it.
package artifacts
