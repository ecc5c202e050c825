// Command engine measures the engine beside its peers and prints a table: for each row what ours does, what
// each peer does with the same shapes and the same number of threads, and the ratio of the two.
//
// A shared machine is a noisy one, so only ratios of medians count, and they are of measurements that take
// turns: ours, a peer, the next peer, and again. Each contestant is a process of its own that prepares, says
// that it is ready, and then measures once for each line it is sent:
//
//	bench ── "\n" ──▶ contestant        prepare, print "ready VERSION"
//	      ◀── 1234.5 ──                 work, print the figure, of which more is better
//
// Ours is this program, called again with -contestant; a peer is a Python script in peers, run by the
// interpreter of the virtual environment that -peers names. A peer that is not installed is skipped, and said
// to be. A program that cannot be installed stands beside ours by a figure that was once measured, and the
// table says where. When a contestant ends the system tells the most memory that it had.
//
// A row is one file here that calls register, and a script for each peer.
package main
