package dev.sqlane.sqlite.internal.sql;

import dev.sqlane.sqlite.internal.sql.Tokenizer.Token;
import java.util.Set;

/**
 * Which pragmas change nothing, and which nothing of their connection. All lists name what is known to be harmless, so that a pragma of a later SQLite counts as
 * one that changes something until it is looked at.
 */
final class Pragmas {
    /** Ask about what the argument names, and may do without. */
    private static final Set<String> QUESTIONS = Set.of(
            "collation_list",
            "compile_options",
            "database_list",
            "foreign_key_check",
            "foreign_key_list",
            "function_list",
            "index_info",
            "index_list",
            "index_xinfo",
            "integrity_check",
            "module_list",
            "pragma_list",
            "quick_check",
            "table_info",
            "table_list",
            "table_xinfo");

    /**
     * Tell a setting or a state, and set it where there is an argument. Not here, because they act without one too:
     * incremental_vacuum, optimize, shrink_memory, wal_checkpoint.
     */
    private static final Set<String> SETTINGS = Set.of(
            "analysis_limit",
            "application_id",
            "auto_vacuum",
            "automatic_index",
            "busy_timeout",
            "cache_size",
            "cache_spill",
            "cell_size_check",
            "checkpoint_fullfsync",
            "data_version",
            "defer_foreign_keys",
            "encoding",
            "foreign_keys",
            "freelist_count",
            "fullfsync",
            "hard_heap_limit",
            "ignore_check_constraints",
            "journal_mode",
            "journal_size_limit",
            "legacy_alter_table",
            "locking_mode",
            "max_page_count",
            "mmap_size",
            "page_count",
            "page_size",
            "query_only",
            "read_uncommitted",
            "recursive_triggers",
            "reverse_unordered_selects",
            "schema_version",
            "secure_delete",
            "soft_heap_limit",
            "synchronous",
            "temp_store",
            "threads",
            "trusted_schema",
            "user_version",
            "wal_autocheckpoint",
            "writable_schema");

    /**
     * Act on the file, or once, so that it makes no difference which connection runs them or what becomes of it. {@code busy_timeout} is among
     * them because the engine's own waiting, by its configuration, stands in for it.
     */
    private static final Set<String> OF_THE_FILE = Set.of(
            "application_id",
            "auto_vacuum",
            "busy_timeout",
            "encoding",
            "incremental_vacuum",
            "journal_mode",
            "optimize",
            "page_size",
            "schema_version",
            "shrink_memory",
            "user_version",
            "wal_checkpoint");

    /** Change the file, so that a transaction may have to undo it. All others act on the connection, or can't run in a transaction at all. */
    private static final Set<String> TRANSACTIONAL =
            Set.of("application_id", "incremental_vacuum", "optimize", "schema_version", "user_version");

    private Pragmas() {}

    static boolean isTransactional(String name) {
        return TRANSACTIONAL.contains(name);
    }

    static boolean isOfTheFile(String name) {
        return OF_THE_FILE.contains(name);
    }

    /** Tells whether the pragma without an argument answers with the value that an argument would change. */
    static boolean isSetting(String name) {
        return SETTINGS.contains(name);
    }

    /**
     * Tells a pragma that reads from one that may do more.
     *
     * @param name in lower case
     * @param next the token after the name
     */
    static Kind kind(String name, Token next) {
        boolean argument = next != Token.END && next != Token.SEMICOLON;
        boolean reads = QUESTIONS.contains(name) || (!argument && SETTINGS.contains(name));
        return reads ? Kind.PRAGMA_READ : Kind.PRAGMA_WRITE;
    }
}
