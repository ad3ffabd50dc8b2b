package dev.sqlane.cli;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.FileReader;
import java.io.FileWriter;
import java.io.RandomAccessFile;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Which module may know which, and what the libraries must never do. It stands here because the command line is the one
 * module that sees all others.
 */
final class ArchitectureTest {
    private static final JavaClasses MAIN_CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.sqlane");

    private static final DescribedPredicate<JavaClass> OURS = resideInAPackage("dev.sqlane..");
    private static final DescribedPredicate<JavaClass> SQLITE = resideInAPackage("dev.sqlane.sqlite..");
    private static final DescribedPredicate<JavaClass> LAB = resideInAPackage("dev.sqlane.lab..");
    private static final DescribedPredicate<JavaClass> CLI = resideInAPackage("dev.sqlane.cli..");
    private static final DescribedPredicate<JavaClass> API = resideInAnyPackage("dev.sqlane", "dev.sqlane.internal..");
    private static final DescribedPredicate<JavaClass> LIBRARIES = API.or(SQLITE);

    /** Those that open a file: closing such a descriptor would drop SQLite's POSIX locks on the same file. */
    private static final Set<String> OPENING_METHODS_OF_FILES = Set.of(
            "copy",
            "lines",
            "mismatch",
            "newBufferedReader",
            "newBufferedWriter",
            "newByteChannel",
            "newInputStream",
            "newOutputStream",
            "readAllBytes",
            "readAllLines",
            "readString",
            "write",
            "writeString");

    @Test
    void theImportSeesTheModules() {
        assertThat(MAIN_CLASSES).anyMatch(API).anyMatch(SQLITE).anyMatch(LAB).anyMatch(CLI);
    }

    @Test
    void theApiKnowsNothingElseOfOurs() {
        check(noClasses().that(API).should().dependOnClassesThat(OURS.and(DescribedPredicate.not(API))));
    }

    @Test
    void theSqliteEngineKnowsOnlyTheApi() {
        check(noClasses().that(SQLITE).should().dependOnClassesThat(OURS.and(DescribedPredicate.not(LIBRARIES))));
    }

    @Test
    void theLaboratoryDoesNotKnowTheCommandLine() {
        check(noClasses().that(LAB).should().dependOnClassesThat(CLI));
    }

    @Test
    void theInsideOfTheSqliteEngineStaysInside() {
        check(noClasses()
                .that(DescribedPredicate.not(SQLITE))
                .should()
                .dependOnClassesThat(resideInAPackage("dev.sqlane.sqlite.internal..")));
    }

    @Test
    void theLibrariesDoNotSleep() {
        check(noClasses()
                .that(LIBRARIES)
                .should()
                .callMethodWhere(describe(
                        "the target is a sleep of the JDK",
                        call -> call.getName().equals("sleep")
                                && (targets(call, Thread.class) || targets(call, TimeUnit.class))))
                .because("every wait has a deadline, can be interrupted, and goes through the sleeper passed in"));
    }

    @Test
    void theLibrariesLogThroughSlf4j() {
        // Naming the type is allowed: DataSource.getParentLogger returns it.
        check(noClasses().that(LIBRARIES).should().accessClassesThat().resideInAPackage("java.util.logging.."));
    }

    @Test
    void theSqliteEngineOpensNoFileItself() {
        // The one that syncs copies which nobody has open yet.
        DescribedPredicate<JavaClass> fileSync =
                simpleName("FileSync").and(resideInAPackage("dev.sqlane.sqlite.internal"));
        check(noClasses()
                .that(SQLITE.and(DescribedPredicate.not(fileSync)))
                .should()
                .accessTargetWhere(describe(
                        "it opens a file",
                        access -> targets(access, FileChannel.class)
                                || targets(access, AsynchronousFileChannel.class)
                                || targets(access, RandomAccessFile.class)
                                || targets(access, FileInputStream.class)
                                || targets(access, FileOutputStream.class)
                                || targets(access, FileReader.class)
                                || targets(access, FileWriter.class)
                                || (targets(access, Files.class)
                                        && OPENING_METHODS_OF_FILES.contains(access.getName()))))
                .because("closing any descriptor of the database's files drops the locks SQLite holds on them"));
    }

    private static boolean targets(JavaAccess<?> access, Class<?> owner) {
        return access.getTargetOwner().isEquivalentTo(owner);
    }

    private static void check(ArchRule rule) {
        rule.check(MAIN_CLASSES);
    }
}
