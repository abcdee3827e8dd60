// The pieces of the page, as they are in src/report, in the program itself: see report_parts.h.
#include "report_parts.h"

#include <string.h>

// The assembler takes a file in as it is; LIKMC_REPORT_FOLDER comes from CMakeLists.txt.
#define ASSET(symbol, file)                                                                                  \
    __asm__(".pushsection .rodata\n.balign 16\n.hidden lk_report_assets_" #symbol                            \
            "\n.globl lk_report_assets_" #symbol "\nlk_report_assets_" #symbol                               \
            ":\n.incbin \"" LIKMC_REPORT_FOLDER "/" file "\"\n.hidden lk_report_assets_" #symbol             \
            "_end\n.globl lk_report_assets_" #symbol "_end\nlk_report_assets_" #symbol                       \
            "_end:\n.byte 0\n.popsection\n");                                                                \
    extern const char lk_report_assets_##symbol[] __attribute__((visibility("hidden")));                     \
    extern const char lk_report_assets_##symbol##_end[] __attribute__((visibility("hidden")));

#define ASSETS(X)                                                                                            \
    X(page, "page.html")                                                                                     \
    X(style, "style.css")                                                                                    \
    X(tables, "tables.js")                                                                                   \
    X(charts, "charts.js")                                                                                   \
    X(voxels, "voxels.js")                                                                                   \
    X(page_script, "page.js")                                                                                \
    X(plotly, "vendor/plotly-basic.min.js")                                                                  \
    X(three, "vendor/three-orbit.min.js")                                                                    \
    X(licences, "vendor/LICENCES.txt")

ASSETS(ASSET)

#define ROW(symbol, file) {file, lk_report_assets_##symbol, lk_report_assets_##symbol##_end},

const char *lk_report_asset(const char *name, size_t *size) {
    static const struct { const char *name, *begin, *end; } assets[] = {ASSETS(ROW)};
    for (size_t i = 0; i < sizeof assets / sizeof *assets; i++)
        if (strcmp(assets[i].name, name) == 0) {
            *size = (size_t)(assets[i].end - assets[i].begin);
            return assets[i].begin;
        }
    return NULL;
}
