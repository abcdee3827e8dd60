/// likmc/host.h: fibre mats on a simple cubic voxel grid, their decoration, and their measures as generated.
///
/// A mat is a Boolean model of capsules (cylinders with round ends): fibres of one radius and length with
/// centres uniform in space, directions uniform in the plane of the paper and tilted out of it by a normally
/// distributed angle. Fibres are drawn in metres from one random stream and then voxelised, so a finer voxel
/// edge (with as many times more voxels) refines the same paper. They may overlap and may span the periodic
/// box.
///
/// Voxels: site = (z * ny + y) * nx + x, z up, periodic in x and y; the collector is the plane below z = 0
/// and the electrolyte the one above the last layer.
#ifndef LIKMC_HOST_H
#define LIKMC_HOST_H

#include "likmc/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// The voxels of the paper alone, without head room.
typedef struct lk_host_grid {
    int32_t nx, ny; ///< periodic, at least 1
    int32_t nz;     ///< layers of the paper, at least 1
    double edge;    ///< voxel edge, m
} lk_host_grid;

/// One kind of decoration: a crystal plane of ZnO, or ozone defects.
typedef struct lk_host_decoration {
    uint8_t species; ///< the caller's id
    double share;    ///< weight in the mixture, >= 0; only ratios count
} lk_host_decoration;

/// What to build.
typedef struct lk_host_params {
    uint64_t seed;
    uint32_t replica;
    double porosity;           ///< pore fraction without decoration, (0, 1]; 1: no fibres
    double fibre_radius;       ///< m, > 0; below one voxel edge a fibre is one voxel thick
    double fibre_length;       ///< m, > 0, between the centres of the round ends
    double orientation_spread; ///< standard deviation of the angle to the plane of the paper, rad, 0 to pi/2
    uint8_t pore, fibre;       ///< the caller's ids

    const lk_host_decoration *decorations; ///< NULL with count 0: bare. Borrowed for the call
    size_t decoration_count;
    double coverage;          ///< fraction of the fibres' true surface under decoration, 0 to 1
    double particle_diameter; ///< m, of the footprint; 0: no particles (defects)
    double patch_edge;        ///< m: cubes of this size carry one kind; at most one voxel: each voxel its own
} lk_host_params;

/// What came out.
typedef struct lk_host_report {
    size_t fibres;           ///< fibres drawn
    size_t solid;            ///< fibre voxels, all joined to the collector by faces
    size_t dropped;          ///< voxels of loose fibres that were taken out again
    size_t surface;          ///< fibre voxels with a face to a pore, before decoration
    size_t particles;        ///< resolved particles placed; 0 if they are below the voxel size
    bool resolved;           ///< particles are voxels of their own (at least two voxel edges across)
    double coverage;         ///< as generated: of voxel faces if resolved, otherwise as asked for
    double type_coverage;    ///< fraction of the face of a decorated voxel that is decoration: 1 if resolved
    double porosity;         ///< as generated, fibres alone
    double specific_surface; ///< analytic, of the Boolean model at this porosity, m2 per m3 of paper
} lk_host_report;

/// Generate a mat and decorate it.
///
/// Fibres are added until the voxels joined to the collector by faces are round((1 - porosity) nx ny nz): the
/// last fibre ends where the number is reached. Voxels that are then not joined are taken out.
///
/// Decoration: particles of at least two voxel edges are half spheres of voxels grown from fibre voxels into
/// the pores until `coverage` of the fibres' faces is covered. Smaller ones (and defects) turn every surface
/// voxel of the fibres into a decorated one, whose face is decoration by the fraction report.type_coverage
/// and fibre otherwise. In a mixture each patch gets one kind, drawn with its share.
///
/// \param[out] species nx ny nz bytes, all written (the caller's; may be the first layers of a larger array)
/// \param[out] report may be NULL
/// \return LK_OK; LK_BAD_INPUT with one message for each value out of range; LK_FAILED if memory runs out or
///         the target cannot be reached. Reproducible from (seed, replica).
lk_status lk_host_generate(const lk_host_params *params, const lk_host_grid *grid, uint8_t *species,
                           lk_host_report *report, lk_error_list *errors);

/// Fraction of a fibre surface that half-spherical particles of footprint diameter d cover:
///
///   3 m w / (rho d S), at most 1,
///
/// because n particles per area hold the volume n pi d^3 / 12 = m w / rho and cover n pi d^2 / 4 of S.
/// The paper of doi 10.1038/s41467-025-60609-4 (0.01 kg/m2, w 0.1241, 5610 kg/m3, 7.5 nm, S 1e3) gives
/// 0.0885.
///
/// \param areal_mass m, of the whole paper, kg/m2
/// \param mass_fraction w, of the decoration in it, 0 to 1
/// \param density rho, of the decoration, kg/m3
/// \param diameter d, m
/// \param internal_surface S, true surface of the fibres per projected area, m2/m2
double lk_host_coverage(double areal_mass, double mass_fraction, double density, double diameter,
                        double internal_surface);

/// Geometry of any voxel structure: `pore` voxels are open, all others solid.
typedef struct lk_host_measures {
    double porosity;
    /// m2 per m3 of paper: voxel faces times 2/3, which is exact on average for isotropic surfaces (a plane
    /// with normal n shows |nx|+|ny|+|nz| of its area, 3/2 on average); 0.965 of the truth for fibres in a
    /// plane.
    double specific_surface;
    double chord[3];           ///< mean pore chord along x, y, z, m; infinity if nothing is in the way
    double pore_d10;           ///< chord length below which a tenth of the pore volume lies, m
    double pore_d50, pore_d90; ///< likewise; chords along x, y and z, each pore voxel counting three times
} lk_host_measures;

/// \param species nx ny nz bytes. Layers below and above are taken as neither pore nor solid.
lk_status lk_host_measure(const lk_host_grid *grid, const uint8_t *species, uint8_t pore,
                          lk_host_measures *measures, lk_error_list *errors);

/// Effective diffusivity through the paper and its tortuosity factor.
typedef struct lk_host_transport {
    double diffusivity; ///< D_eff / D along z
    double tortuosity;  ///< porosity / diffusivity; infinity if no pore passes through
    int iterations;
} lk_host_transport;

/// Solve Laplace's equation in the pores, 0 at the lower and 1 at the upper face of the paper, no flux into
/// the solid; conjugate gradients, preconditioned with the diagonal and a correction of each layer. Sums run
/// layer by layer in a fixed order: the result does not depend on the number of threads. Takes 32 bytes a
/// voxel while it runs.
///
/// \param tolerance on the residual relative to the right side; 1e-6 gives the diffusivity to about as much
/// \param threads of large papers; 0: as OpenMP decides
/// \return LK_FAILED if memory runs out or the solver does not converge
lk_status lk_host_solve_transport(const lk_host_grid *grid, const uint8_t *species, uint8_t pore,
                                  double tolerance, int threads, lk_host_transport *transport,
                                  lk_error_list *errors);

#endif
