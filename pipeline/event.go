package pipeline

import "time"

// An EventType says what an Event tells of.
type EventType string

// The events of a run, in the order in which a step passes through them.
// Steps that the plan found cached have no event of their own: they are in
// the plan, which comes first.
const (
	EventPlan     EventType = "plan"     // the plan is known and the run begins
	EventStarted  EventType = "started"  // a stage starts running
	EventWaiting  EventType = "waiting"  // a started stage waits for another process that has it
	EventProgress EventType = "progress" // a running stage has come further
	EventRetry    EventType = "retry"    // a stage failed and will be tried again
	EventFinished EventType = "finished" // a step has ended: Step.Status says how
	EventTick     EventType = "tick"     // a second has passed while stages run
	EventDone     EventType = "done"     // the run is over
)

// An Event is something that happened in a run, for a live display or a log.
// Events arrive one at a time, in order for each step. A step's fields must
// not be read after the function that received the event has returned.
type Event struct {
	Type EventType
	Time time.Time
	// Plan is set on EventPlan.
	Plan *Plan
	// Step is set on EventStarted, EventWaiting, EventProgress, EventRetry and
	// EventFinished.
	Step *Step
	// Holder is who has the stage, on EventWaiting: "process 123".
	Holder string
	// Progress is set on EventProgress.
	Progress Progress
	// Seconds is how long the stage ran, on EventFinished; on EventRetry it is
	// how long the try that failed took.
	Seconds float64
	// Attempt is the number of that try, from 1, and Wait the time until the
	// next, on EventRetry.
	Attempt int
	Wait    time.Duration
	// Err is why the step failed, on EventFinished, or the try, on EventRetry; on EventDone it is what
	// Run returns.
	Err error
}
