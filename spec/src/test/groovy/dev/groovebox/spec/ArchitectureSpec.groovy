package dev.groovebox.spec

import static com.tngtech.archunit.base.DescribedPredicate.describe
import static com.tngtech.archunit.base.DescribedPredicate.not
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses
import static com.tngtech.archunit.library.Architectures.layeredArchitecture
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices

import com.tngtech.archunit.core.domain.JavaClasses
import com.tngtech.archunit.core.domain.JavaModifier
import com.tngtech.archunit.core.importer.ClassFileImporter
import com.tngtech.archunit.core.importer.ImportOption
import java.nio.file.Files
import java.nio.file.Path
import spock.lang.Shared
import spock.lang.Specification

/** How the house is built, and stays built. */
class ArchitectureSpec extends Specification {
    static final MODULES = [
            'registry-client': 'dev.groovebox.registry',
            'sandbox-core': 'dev.groovebox.sandbox',
            'dsl': 'dev.groovebox.dsl',
            'shell': 'dev.groovebox.shell']

    @Shared
    JavaClasses classes = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption({ location -> !location.contains('-tests.jar') } as ImportOption)
            .importPackages(MODULES.values())

    def 'there is something to look at'() {
        expect:
        ['dev.groovebox.registry.oci.Digest', 'dev.groovebox.sandbox.engine.Engine'].every { classes.contain(it) }
    }

    def 'the shell knows the dsl, the dsl the engine, the engine the registry client, and none the other way'() {
        expect:
        layeredArchitecture().consideringOnlyDependenciesInLayers()
                .withOptionalLayers(true)
                .layer('registry-client').definedBy('dev.groovebox.registry..')
                .layer('sandbox-core').definedBy('dev.groovebox.sandbox..')
                .layer('dsl').definedBy('dev.groovebox.dsl..')
                .layer('shell').definedBy('dev.groovebox.shell..')
                .whereLayer('shell').mayNotBeAccessedByAnyLayer()
                .whereLayer('dsl').mayOnlyBeAccessedByLayers('shell')
                .whereLayer('sandbox-core').mayOnlyBeAccessedByLayers('shell', 'dsl')
                .whereLayer('registry-client').mayOnlyBeAccessedByLayers('shell', 'dsl', 'sandbox-core')
                .check(classes)
    }

    def 'the packages of #module form no cycle'() {
        expect:
        slices().matching("${root}.(**)").should().beFreeOfCycles().allowEmptyShould(true).check(classes)

        where:
        module << MODULES.keySet()
        root = MODULES[module]
    }

    def 'native calls are made in one package'() {
        expect:
        noClasses().that(not(resideInAPackage('dev.groovebox.sandbox.linux.jna..')))
                .should().dependOnClassesThat().resideInAPackage('com.sun.jna..')
                .check(classes)
    }

    def 'only the main method of a process may end the JVM'() {
        expect: 'Training is the process in which the class archive of the launcher is made'
        noClasses().that(not(belongToAnyOf(entryPoints())))
                .should().callMethod(System, 'exit', int)
                .orShould().callMethod(Runtime, 'exit', int)
                .check(classes)
    }

    def 'what happens is told by events, not logged aside'() {
        expect:
        noClasses().should().dependOnClassesThat().resideInAnyPackage('java.util.logging..', 'org.slf4j..')
                .check(classes)
    }

    def 'no state is static'() {
        expect:
        fields().that().areStatic().and(written()).should().beFinal().allowEmptyShould(true).check(classes)
    }

    def 'no spec empties what a link leads to: folders of Spock stay, and ScratchFolder goes link by link'() {
        expect:
        System.getProperty('spock.tempdir.cleanup') == 'NEVER'
        specs().findAll { Files.readString(it).contains('.deleteDir(') } == []
    }

    private Class[] entryPoints() {
        ['dev.groovebox.shell.Main', 'dev.groovebox.shell.Training'].collect { Class.forName(it, false, getClass().classLoader) }
    }

    /** Not what the compiler adds, such as Groovy's call sites. */
    private static written() {
        describe('not synthetic') { field ->
            !field.modifiers.contains(JavaModifier.SYNTHETIC)
        }
    }

    private static List<Path> specs() {
        def home = Path.of('').toAbsolutePath().parent
        (MODULES.keySet() + 'spec').collectMany { module ->
            def sources = home.resolve("$module/src/test")
            Files.isDirectory(sources) ? Files.walk(sources).withCloseable { it.filter { it.toString().endsWith('.groovy') }.toList() } : []
        }.findAll { it.fileName.toString() != 'ArchitectureSpec.groovy' }
    }
}
