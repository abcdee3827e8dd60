// SEI by area: what fresh lithium costs, and what the shells of stripped lithium save.
#include "film_site.h"

#include <math.h>

static const double isotropic = 2.0 / 3.0; // true area over voxel faces, on average over directions

double lk_film_sei_area(const lk_film *film) {
    return isotropic * (double)film->metal_faces * film->model.edge * film->model.edge;
}

// Surface that appears takes shells first, of which a share serves again; the rest is paid for. Surface that
// goes leaves shells.
void lk_film_sei_update(lk_film *film) {
    const double area = lk_film_sei_area(film), grown = area - film->sei.covered;
    film->sei.covered = area;
    if (grown <= 0.0) {
        film->sei.shells -= grown;
        return;
    }
    const double reused = fmin(grown, film->sei.shells);
    film->sei.shells -= reused;
    const double fresh = grown - film->model.sei_reuse * reused;
    film->sei.owed += film->model.sei_charge * fresh / film->model.hit_charge;
}
