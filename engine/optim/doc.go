// Package optim moves parameters along their gradients: AdamW or SGD with momentum, with clipping by the global
// norm, and the schedules of their learning rate. The defaults are those of Llama 2's pretraining (Touvron et al.,
// 2023, section 2.2): betas 0.9 and 0.95, epsilon 1e-5, decay 0.1, clipping at 1, a cosine to a tenth of the peak.
//
// It knows parameters as named slices, not what they mean. Every sum has one order, so a step has the same
// bits for any number of workers, and an exported [State] holds everything a later step depends on.
package optim
