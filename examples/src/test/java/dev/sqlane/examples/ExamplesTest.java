package dev.sqlane.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sqlane.examples.sandboxes.Sandbox;
import dev.sqlane.examples.sandboxes.SandboxCatalogue;
import dev.sqlane.sqlite.Sqlite;
import dev.sqlane.sqlite.SqliteDatabase;
import java.nio.file.Path;
import java.sql.SQLIntegrityConstraintViolationException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExamplesTest {
    @Test
    void quickstartRunsTwiceOnOneFile(@TempDir Path folder) throws Exception {
        Path path = folder.resolve("quickstart.db");
        Quickstart.main(new String[] {path.toString()});
        try (SqliteDatabase db = Sqlite.open(path)) {
            List<Quickstart.Note> notes = Quickstart.run(db);
            assertThat(notes).extracting(Quickstart.Note::text).containsExactly("hello");
        }
    }

    @Test
    void theGuestBookHasEachEntryOnce() throws Exception {
        try (SqliteDatabase db = Sqlite.temporary()) {
            DropIn book = new DropIn(db.dataSource());
            book.create();
            assertThat(book.letGuestsWrite(32, 5)).isEqualTo(160);
            assertThat(db.queryValue("select count(distinct guest || number) from entry", Long.class))
                    .contains(160L);
            assertThat(db.stats().busyByCode()).isEmpty();
        }
    }

    @Test
    void catalogueCreatesFindsAndStartsSandboxes() throws Exception {
        try (SqliteDatabase db = Sqlite.temporary()) {
            SandboxCatalogue catalogue = new SandboxCatalogue(db);
            Sandbox created = catalogue.create("builder", "debian:12", Map.of("team", "ci"));
            assertThat(created.state()).isEqualTo(Sandbox.State.CREATED);
            assertThat(created.image()).contains("debian:12");
            catalogue.create("runner", "debian:12", Map.of());

            assertThat(catalogue.start("builder")).isTrue();
            assertThat(catalogue.start("builder")).isFalse();
            assertThat(catalogue.start("nobody")).isFalse();
            assertThat(catalogue.find("builder")).hasValueSatisfying(entry -> {
                assertThat(entry.getKey().state()).isEqualTo(Sandbox.State.RUNNING);
                assertThat(entry.getValue()).containsExactly("team=ci");
            });
            assertThat(catalogue.names()).containsExactly("builder", "runner");
        }
    }

    @Test
    void aFailedCreationLeavesNothingBehind() throws Exception {
        try (SqliteDatabase db = Sqlite.temporary()) {
            SandboxCatalogue catalogue = new SandboxCatalogue(db);
            catalogue.create("builder", "debian:12", Map.of());
            assertThatThrownBy(() -> catalogue.create("builder", "alpine:3", Map.of()))
                    .isInstanceOf(SQLIntegrityConstraintViolationException.class);
            assertThat(db.queryValue("select count(*) from image", Long.class)).contains(1L);
        }
    }
}
