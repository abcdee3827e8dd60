// The same in C++, through a session. usage: session CASE.yaml
#include <likmc/likmc.h>

#include <iostream>
#include <memory>
#include <vector>

int main(int count, char **words) {
    const char *const settings[] = {"protocol.capacity=0.1 mAh/cm2", "box.width=6.4 um",
                                    "box.head_room=20 um"};
    std::unique_ptr<lk_session, decltype(&lk_session_free)> session(lk_session_new(), lk_session_free);
    if (count != 2 || !session) return 2;
    lk_status status = lk_session_load(session.get(), words[1], settings, 3);
    if (status == LK_OK) status = lk_session_start(session.get());
    std::vector<double> row(lk_session_columns(session.get(), LK_DUE_ROW));
    for (int due = LK_DUE_NOTHING; status == LK_OK && due != LK_DUE_END;) {
        status = lk_session_next(session.get(), &due);
        if (status == LK_OK && due == LK_DUE_ROW) status = lk_session_values(session.get(), due, row.data());
        if (status == LK_OK && due == LK_DUE_ROW)
            std::cout << row[1] << " mAh/cm2\n"; // columns: time, charge, ...
    }
    const char *file, *excerpt;
    int line, column;
    for (size_t i = 0; i < lk_session_errors(session.get()); i++)
        std::cerr << lk_session_error(session.get(), i, &file, &line, &column, &excerpt) << '\n';
    return status;
}
