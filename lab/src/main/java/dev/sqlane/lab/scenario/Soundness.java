package dev.sqlane.lab.scenario;

import dev.sqlane.lab.Check;
import java.sql.SQLException;
import java.util.List;

/** What must hold of any file after any round: SQLite's own checks. */
public final class Soundness {
    private Soundness() {}

    public static Check check(PlainFile file) throws SQLException {
        List<String> faults = file.texts("pragma integrity_check");
        boolean whole = faults.equals(List.of("ok"));
        List<String> orphans = file.texts("pragma foreign_key_check");
        String detail = whole ? "integrity_check: ok" : "integrity_check: " + String.join("; ", faults);
        if (!orphans.isEmpty()) {
            detail += "; rows without their parent: " + orphans.size();
        }
        return new Check("the file is whole", whole && orphans.isEmpty(), detail);
    }
}
