package dev.sqlane.sqlite.traps;

import dev.sqlane.sqlite.Sqlite;
import dev.sqlane.sqlite.SqliteDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Opens files in a folder in all ways, and says what came of it; as a part of the test, or as a process of another user. */
final class FolderProbe {
    private FolderProbe() {}

    /** Returns for each attempt one line, that begins with its name: what was thrown, or that it worked. */
    static List<String> attempt(Path folder) {
        Path existing = folder.resolve("existing.db");
        List<String> results = new ArrayList<>();
        results.add("new file: "
                + outcome(() -> Sqlite.open(folder.resolve("new.db")).close()));
        results.add("open: " + outcome(() -> Sqlite.open(existing).close()));
        results.add("write: "
                + outcome(() -> {
                    try (SqliteDatabase db = Sqlite.open(existing)) {
                        db.run(c -> c.update("insert into item (name) values ('written')"));
                    }
                }));
        results.add("read pool: " + outcome(() -> Sqlite.openReadPool(existing).close()));
        return results;
    }

    private static String outcome(Plain.Call call) {
        try {
            call.run();
            return "worked";
        } catch (Exception e) {
            return e.getClass().getSimpleName() + ": " + e.getMessage();
        }
    }

    public static void main(String[] arguments) {
        for (String line : attempt(Path.of(arguments[0]))) {
            System.out.println("# " + line);
        }
    }
}
