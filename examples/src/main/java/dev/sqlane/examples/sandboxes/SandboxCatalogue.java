package dev.sqlane.examples.sandboxes;

import dev.sqlane.Database;
import dev.sqlane.ReadConnection;
import dev.sqlane.Row;
import dev.sqlane.Task;
import dev.sqlane.WriteConnection;
import dev.sqlane.examples.sandboxes.Sandbox.State;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A catalogue of sandboxes whose helpers say in their signatures what they do: one that takes a {@link ReadConnection} can
 * only read, one that takes a {@link WriteConnection} writes, and the public methods that take neither open the unit.
 * Calling a writing helper with a read connection does not compile.
 */
public final class SandboxCatalogue {
    /** The tables; running it again changes nothing. */
    private static final String SCHEMA = """
            create table if not exists image (
              id integer primary key,
              reference text not null unique
            );
            create table if not exists sandbox (
              id integer primary key,
              name text not null unique,
              state text not null,
              created_at text not null,
              image_id integer references image (id)
            );
            create table if not exists sandbox_label (
              sandbox_id integer not null references sandbox (id) on delete cascade,
              key text not null,
              value text not null,
              primary key (sandbox_id, key)
            ) without rowid;
            """;

    private final Database db;

    public SandboxCatalogue(Database db) throws SQLException {
        this.db = db;
        db.run(Task.named("create schema"), c -> c.script(SCHEMA));
    }

    // The units: what the rest of the program calls ------------------------------------------------------------------

    /** Creates a sandbox with its labels and its image in one transaction. */
    public Sandbox create(String name, String image, Map<String, String> labels) throws SQLException {
        return db.write(Task.named("create sandbox"), c -> {
            long imageId = findOrAddImage(c, image);
            long id = insertSandbox(c, name, imageId);
            insertLabels(c, id, labels);
            // A read helper, called with the write connection: it sees the rows that were just written.
            return loadSandbox(c, name).orElseThrow();
        });
    }

    /** Starts a sandbox; false if there is none of that name, or it runs already. */
    public boolean start(String name) throws SQLException {
        return db.write(
                Task.named("start sandbox"),
                c -> c.update(
                                "update sandbox set state = ? where name = ? and state <> ?",
                                State.RUNNING,
                                name,
                                State.RUNNING)
                        == 1);
    }

    /** Returns a sandbox with its labels as of one moment. */
    public Optional<Map.Entry<Sandbox, List<String>>> find(String name) throws SQLException {
        return db.read(c -> {
            Optional<Sandbox> sandbox = loadSandbox(c, name);
            if (sandbox.isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(
                    Map.entry(sandbox.get(), loadLabels(c, sandbox.get().id())));
        });
    }

    /** Returns the names of all sandboxes: one statement, so a short-hand without a transaction does. */
    public List<String> names() throws SQLException {
        return db.query("select name from sandbox order by name", row -> text(row, "name"));
    }

    // Helpers that only read -----------------------------------------------------------------------------------------

    static Optional<Sandbox> loadSandbox(ReadConnection c, String name) throws SQLException {
        return c.queryOne(
                """
                select sandbox.id, sandbox.name, state, created_at, reference
                from sandbox left join image on image.id = image_id
                where sandbox.name = ?""",
                row -> new Sandbox(
                        row.getLong("id"),
                        text(row, "name"),
                        Objects.requireNonNull(row.get("state", State.class)),
                        Objects.requireNonNull(row.get("created_at", Instant.class)),
                        Optional.ofNullable(row.getString("reference"))),
                name);
    }

    static List<String> loadLabels(ReadConnection c, long sandboxId) throws SQLException {
        return c.query(
                "select key, value from sandbox_label where sandbox_id = ? order by key",
                row -> text(row, "key") + "=" + text(row, "value"),
                sandboxId);
    }

    private static String text(Row row, String column) throws SQLException {
        return Objects.requireNonNull(row.getString(column), column);
    }

    // Helpers that write ---------------------------------------------------------------------------------------------

    static long insertSandbox(WriteConnection c, String name, long imageId) throws SQLException {
        return c.insert(
                "insert into sandbox (name, state, created_at, image_id) values (?, ?, ?, ?)",
                name,
                State.CREATED,
                Instant.now(),
                imageId);
    }

    static void insertLabels(WriteConnection c, long sandboxId, Map<String, String> labels) throws SQLException {
        c.batch(
                "insert into sandbox_label (sandbox_id, key, value) values (?, ?, ?)",
                labels.entrySet().stream()
                        .map(label -> List.of(sandboxId, label.getKey(), label.getValue()))
                        .toList());
    }

    // A helper that reads first and writes only if it must; it needs the write connection for both
    // ---------------------

    static long findOrAddImage(WriteConnection c, String reference) throws SQLException {
        Optional<Long> known = c.queryValue("select id from image where reference = ?", Long.class, reference);
        return known.isPresent() ? known.get() : c.insert("insert into image (reference) values (?)", reference);
    }
}
