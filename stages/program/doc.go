// Package program runs a program of the machine in a folder, with nothing but
// the arguments and the environment it is given, and takes all of its processes
// down when it is done, or stopped.
//
// It deliberately knows neither stages nor stores: what lies in the folder, and
// what becomes of it, is its caller's business.
package program
