/// likmc/dictionary.h: what every column of every CSV file and every field of summary.json means.
///
/// The entries are made from the tables that write the files; the few fields that have no table are listed in
/// src/study/dictionary.c.
#ifndef LIKMC_DICTIONARY_H
#define LIKMC_DICTIONARY_H

enum { LK_DICTIONARY_NAME = 96 };

/// One entry. `unit` and `doc` are valid for the life of the program, the entry itself during the call only.
typedef struct lk_dictionary_entry {
    const char *file;              ///< "series.csv", "summary.json", ...
    const char *scale;             ///< "film", "atomistic" or "study": what writes the file
    char name[LK_DICTIONARY_NAME]; ///< as in the header, or the path of a field: "result.thickness_um". A `*`
                                   ///< stands for a name that the case chooses
    const char *unit;              ///< "1" for a pure number, "" for text and truth values
    const char *doc;
} lk_dictionary_entry;

/// Call `tell` for each entry, file by file.
void lk_dictionary_visit(void (*tell)(void *context, const lk_dictionary_entry *entry), void *context);

#endif
