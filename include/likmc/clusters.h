/// likmc/clusters.h: the clusters of occupied sites on any lattice, all at once.
///
/// For percolation, islands and loose pieces, at an output or in a test. What changes event by event is kept
/// by likmc/connect.h. Union-find with path compression (Hoshen and Kopelman, PRB 14, 3438 (1976), doi
/// 10.1103/PhysRevB.14.3438, in Tarjan's form), with the number of box lengths between a site and its root
/// carried along, by which a cluster that meets its own image is known (Machta et al., PRE 54, 1332 (1996),
/// doi 10.1103/PhysRevE.54.1332).
#ifndef LIKMC_CLUSTERS_H
#define LIKMC_CLUSTERS_H

#include "likmc/lattice.h"

/// What there is.
typedef struct lk_clusters {
    uint32_t count; ///< clusters; labels run from 1 to this
    bool wraps[3];  ///< some cluster closes on itself around a periodic axis x, y, z
} lk_clusters;

/// Label the clusters of neighbouring occupied sites.
/// @param occupied  [sites] not 0 where occupied
/// @param labels    [sites], the caller's; 0 where vacant, else 1, 2, ... in the order of each cluster's
/// first site
/// @param found     receives the counts
/// @return LK_OK; LK_FAILED if there is no memory (6 bytes a site, released before it returns)
lk_status lk_clusters_label(const lk_lattice *lattice, const uint8_t *occupied, uint32_t *labels,
                            lk_clusters *found, lk_error_list *errors);

#endif
