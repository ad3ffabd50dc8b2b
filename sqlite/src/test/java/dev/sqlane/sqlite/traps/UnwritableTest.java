package dev.sqlane.sqlite.traps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sqlane.sqlite.Sqlite;
import dev.sqlane.sqlite.SqliteDatabase;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Trap 15, the other half: folders and files without the right to write. Rights don't bind root, so for root the attempts are made by
 * a process of another user, and once on a folder that ext4 keeps as it is.
 */
class UnwritableTest {
    private static final String NOBODY = "65534";

    @TempDir
    Path temporary;

    private Path folder;
    private Path file;
    private byte[] content;

    @BeforeEach
    void create() throws Exception {
        folder = Files.createDirectory(temporary.resolve("data"));
        file = folder.resolve("existing.db");
        try (SqliteDatabase db = Sqlite.open(file)) {
            db.run(c -> c.update("create table item (id integer primary key, name text)"));
        }
        content = Files.readAllBytes(file);
    }

    private static void permit(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }

    /** Makes the attempts of {@link FolderProbe} without the rights of root. */
    private List<String> attempt() throws Exception {
        if (Files.getOwner(temporary).getName().equals("root")) {
            permit(temporary, "rwxrwxrwx");
            List<String> results = new ArrayList<>();
            try (ForeignProcess child = new ChildJvm(FolderProbe.class, temporary)
                    .through("setpriv", "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups")
                    .classPath(copiedClassPath())
                    .start(folder.toString())) {
                for (int i = 0; i < 4; i++) {
                    results.add(child.answer());
                }
            }
            return results;
        }
        return FolderProbe.attempt(folder);
    }

    /** Copies what the child needs to where everybody may read it; the originals may be in root's home. */
    private String copiedClassPath() throws IOException {
        Path copies = Files.createDirectory(temporary.resolve("classes"));
        List<String> copied = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path original = Path.of(entry);
            String name = String.valueOf(original.getFileName());
            if (!name.isEmpty()
                    && (Files.isDirectory(original) || name.matches("(sqlane|sqlite-jdbc|slf4j-api|jspecify).*"))) {
                Path copy = Files.createDirectory(copies.resolve(String.valueOf(copied.size())))
                        .resolve(name);
                copyAll(original, copy);
                copied.add(copy.toString());
            }
        }
        return String.join(File.pathSeparator, copied);
    }

    private static void copyAll(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path original : (Iterable<Path>) all::iterator) {
                Path copy = to.resolve(from.relativize(original).toString());
                Files.copy(original, copy);
                permit(copy, Files.isDirectory(copy) ? "rwxr-xr-x" : "rw-r--r--");
            }
        }
    }

    @Test
    void aReadOnlyFolder() throws Exception {
        permit(file, "rw-rw-rw-");
        permit(folder, "r-xr-xr-x");
        try {
            List<String> results = attempt();
            assertThat(results.get(0))
                    .startsWith("new file: SQLNonTransientConnectionException")
                    .contains("new.db could not be created")
                    .contains("Check that the folder may be written");
            for (String result : results.subList(1, 4)) {
                assertThat(result)
                        .contains(file + " can't be written, nor can the -wal and -shm files beside it")
                        .contains("Check the rights of the file and its folder");
            }
        } finally {
            permit(folder, "rwxr-xr-x");
        }
        assertThat(file).hasBinaryContent(content);
    }

    /** SQLite would open such a file for reading, without a word. */
    @Test
    void aReadOnlyFile() throws Exception {
        permit(folder, "rwxrwxrwx");
        permit(file, "r--r--r--");
        List<String> results = attempt();
        assertThat(results.get(0)).isEqualTo("new file: worked");
        for (String result : results.subList(1, 3)) {
            assertThat(result)
                    .contains("SQLNonTransientConnectionException: " + file + " can't be written")
                    .contains("open it for reading only");
        }
        assertThat(results.get(3)).isEqualTo("read pool: worked");
        assertThat(file).hasBinaryContent(content);
    }

    @Test
    void aFolderThatTheFileSystemKeepsAsItIs() throws Exception {
        assumeTrue(changeAttribute("+i"), "chattr works for root on ext4 and the like only");
        List<String> results;
        try {
            results = FolderProbe.attempt(folder);
        } finally {
            changeAttribute("-i");
        }
        assertThat(results.get(0)).contains("new.db could not be created").contains("Operation not permitted");
        for (String result : results.subList(1, 4)) {
            assertThat(result)
                    .contains(file + " can't be opened")
                    .contains("SQLite needs to create -wal and -shm files beside it");
        }
        assertThat(file).hasBinaryContent(content);
    }

    private boolean changeAttribute(String change) throws InterruptedException {
        try (ForeignProcess process = new ForeignProcess(new ProcessBuilder("chattr", change, folder.toString()))) {
            return process.exitCode() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
