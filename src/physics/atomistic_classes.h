// How the atomistic model sorts rates into classes: its state makes the classes, its rates fill them. Private
// to the atomistic model.
#ifndef LIKMC_ATOMISTIC_CLASSES_H
#define LIKMC_ATOMISTIC_CLASSES_H

// Hops and reactions: class c holds the rates from 2^(c - 129) to 2^(c - 128) 1/s and is drawn at the upper
// one, so that at least half of what is drawn is accepted. 2^-128 to 2^127 is more than any rate spans.
enum { LK_ATOMISTIC_DYADIC = 256 };

// Transfers: width of a bin of the energy of filling, eV. Drawn at the bin's fast end; at 298 K the slow end
// is accepted in exp(-0.02/0.0257) = 46 % of the cases. Narrower bins refuse less and are more to set anew.
#define LK_ATOMISTIC_BIN_eV 0.02

#endif
