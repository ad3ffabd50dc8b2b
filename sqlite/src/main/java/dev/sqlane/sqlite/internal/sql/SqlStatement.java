package dev.sqlane.sqlite.internal.sql;

import org.jspecify.annotations.Nullable;

/**
 * One statement of a script.
 *
 * @param text from its first token to its last, without the semicolon and the comments around
 * @param mentionsTemp whether it creates a temporary object or names the schema {@code temp}
 * @param pragma the pragma's name in lower case, without schema and quotes; {@code null} for anything but a pragma
 */
public record SqlStatement(
        String text,
        Kind kind,
        boolean mentionsTemp,
        @Nullable String pragma) {

    /**
     * Tells whether it leaves something on its connection that later statements may depend on: temporary objects, an attached database, a
     * setting. Pragmas whose effect is on the file, or which the engine serves in another way, leave nothing.
     */
    public boolean leavesTraces() {
        return switch (kind) {
            case ATTACH, DETACH -> true;
            case PRAGMA_WRITE -> pragma == null || !Pragmas.isOfTheFile(pragma);
            case SELECT, PRAGMA_READ -> false;
            default -> mentionsTemp;
        };
    }

    /** Returns its kind; where it begins with WITH, that of what follows its tables. */
    public Kind kindAfterWith() {
        if (kind != Kind.WITH) {
            return kind;
        }
        Tokenizer tokens = new Tokenizer(text);
        int depth = 0;
        boolean afterTable = false;
        for (tokens.next(); tokens.token() != Tokenizer.Token.END; tokens.next()) {
            if (afterTable && tokens.token() == Tokenizer.Token.WORD) {
                Kind found = StatementReader.kindOf(tokens.name());
                if (found != Kind.OTHER) {
                    return found;
                }
            }
            depth += tokens.token() == Tokenizer.Token.OPEN ? 1 : tokens.token() == Tokenizer.Token.CLOSE ? -1 : 0;
            afterTable = depth == 0 && tokens.token() == Tokenizer.Token.CLOSE;
        }
        return kind;
    }

    /** Names what it leaves if it {@link #leavesTraces}; without the text, which may hold what is secret. */
    public String trace() {
        return switch (kind) {
            case PRAGMA_WRITE -> "PRAGMA " + pragma;
            case ATTACH, DETACH -> kind.name();
            default -> "temporary objects";
        };
    }

    /** Returns the setting that it may change, if its value can be asked for by the name alone; else null. */
    public @Nullable String setting() {
        return kind == Kind.PRAGMA_WRITE && pragma != null && Pragmas.isSetting(pragma) ? pragma : null;
    }

    /**
     * Tells whether it makes no difference if it runs before a transaction or as its first statement: it reads no table, or it is a pragma that no
     * rollback undoes. Connection pools run such statements to try or to set up connections, and leave it at that.
     */
    public boolean needsNoTransaction() {
        return switch (kind) {
            case SELECT -> !namesTable();
            case PRAGMA_READ -> true;
            case PRAGMA_WRITE -> pragma != null && !Pragmas.isTransactional(pragma);
            default -> false;
        };
    }

    /** FROM and IN are the only words after which a query can name one. */
    private boolean namesTable() {
        Tokenizer tokens = new Tokenizer(text);
        for (tokens.next(); tokens.token() != Tokenizer.Token.END; tokens.next()) {
            if (tokens.isWord("FROM") || tokens.isWord("IN")) {
                return true;
            }
        }
        return false;
    }
}
