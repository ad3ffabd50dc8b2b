package dev.sqlane.sqlite;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which pragmas a configuration may have. Names and values become part of SQL text, since a pragma takes no parameters, so
 * neither may hold anything that could end the statement.
 */
final class PragmaChecks {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private static final Pattern VALUE = Pattern.compile(
            "[A-Za-z_][A-Za-z0-9_]*" // on, wal, main
                    + "|[+-]?[0-9]+(\\.[0-9]+)?" // -2000
                    + "|0[xX][0-9A-Fa-f]+"
                    + "|'[^';\\p{Cntrl}]*'");

    private static final String ACTION = "acts once instead of setting something; run it in SqliteDatabase.maintain";

    private static final String FILE = "changes the file, not the connection; run it in SqliteDatabase.maintain";

    /** What to do instead, for each pragma that is refused. */
    private static final Map<String, String> REFUSED = Map.ofEntries(
            Map.entry("synchronous", "use the setting synchronous"),
            Map.entry("foreign_keys", "use the setting foreignKeys"),
            Map.entry("cache_size", "use the setting cacheSize"),
            Map.entry("default_cache_size", "use the setting cacheSize"),
            Map.entry("mmap_size", "use the setting mmapSize"),
            Map.entry("journal_size_limit", "use the setting journalSizeLimit"),
            Map.entry(
                    "busy_timeout",
                    "use the setting busyTimeout; SQLite's own must stay 0, since Sqlane does the waiting"),
            Map.entry(
                    "journal_mode",
                    "leave it out; it must stay WAL, without which readers and the writer stop one another"),
            Map.entry(
                    "locking_mode", "leave it out; it must stay NORMAL, without which only one connection can be open"),
            Map.entry("query_only", "leave it out; it is on for read connections, and off for the write connection"),
            Map.entry("read_uncommitted", "leave it out; it acts only with a shared cache, which Sqlane does not use"),
            Map.entry("wal_autocheckpoint", "leave it out; Sqlane runs checkpoints in the background"),
            Map.entry("defer_foreign_keys", "leave it out; it ends with the first transaction"),
            Map.entry("application_id", FILE),
            Map.entry("user_version", FILE),
            Map.entry("schema_version", FILE),
            Map.entry("wal_checkpoint", ACTION),
            Map.entry("optimize", ACTION),
            Map.entry("incremental_vacuum", ACTION),
            Map.entry("shrink_memory", ACTION));

    private PragmaChecks() {}

    /** Returns a copy that can't be changed, in the same order, with the names in lower case. */
    static Map<String, String> checkedCopy(Map<String, String> pragmas) {
        Map<String, String> copy = new LinkedHashMap<>();
        pragmas.forEach((name, value) -> {
            check(name, value);
            if (copy.put(name.toLowerCase(Locale.ROOT), value) != null) {
                throw new IllegalArgumentException("the pragma " + name + " is given twice: leave one out");
            }
        });
        return Collections.unmodifiableMap(copy);
    }

    private static void check(@Nullable String name, @Nullable String value) {
        Objects.requireNonNull(name, "name of a pragma");
        Objects.requireNonNull(value, () -> "value of the pragma " + name);
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("\"" + name
                    + "\" is not the name of a pragma: give an identifier of ASCII letters, digits and underscores, without a"
                    + " schema");
        }
        String remedy = REFUSED.get(name.toLowerCase(Locale.ROOT));
        if (remedy != null) {
            throw new IllegalArgumentException("the pragma " + name + " can't be set to " + value + " here: " + remedy);
        }
        if (!VALUE.matcher(value).matches()) {
            throw new IllegalArgumentException("the pragma " + name + " can't be set to \"" + value
                    + "\": give an identifier, a number, or text in single quotes without quotes and semicolons in it");
        }
    }
}
