package dev.groovebox.dsl.script;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.codehaus.groovy.ast.ClassHelper;
import org.codehaus.groovy.ast.ClassNode;
import org.codehaus.groovy.ast.ImportNode;
import org.codehaus.groovy.ast.ModuleNode;
import org.codehaus.groovy.ast.expr.BinaryExpression;
import org.codehaus.groovy.ast.expr.CastExpression;
import org.codehaus.groovy.ast.expr.ConstantExpression;
import org.codehaus.groovy.ast.expr.DeclarationExpression;
import org.codehaus.groovy.ast.expr.EmptyExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.TupleExpression;
import org.codehaus.groovy.ast.expr.VariableExpression;
import org.codehaus.groovy.ast.stmt.ExpressionStatement;
import org.codehaus.groovy.ast.stmt.Statement;
import org.codehaus.groovy.classgen.GeneratorContext;
import org.codehaus.groovy.control.CompilePhase;
import org.codehaus.groovy.control.SourceUnit;
import org.codehaus.groovy.control.customizers.CompilationCustomizer;

/**
 * Makes the pieces of a session one script: what a piece declares with {@code def} at its top becomes a variable of
 * the session, and what it imports holds for later pieces too.
 */
final class SessionPieces extends CompilationCustomizer {
    private final List<Consumer<ModuleNode>> imports = new ArrayList<>();

    SessionPieces() {
        super(CompilePhase.CONVERSION);
    }

    @Override
    public void call(SourceUnit source, GeneratorContext context, ClassNode type) {
        if (!type.isScript()) {
            return;
        }
        ModuleNode module = source.getAST();
        List<Consumer<ModuleNode>> earlier = List.copyOf(imports);
        keepImports(module);
        earlier.forEach(added -> added.accept(module));
        List<Statement> statements = module.getStatementBlock().getStatements();
        statements.replaceAll(SessionPieces::withoutDeclaration);
    }

    /** Types by name only: each compilation looks them up for itself. */
    private void keepImports(ModuleNode module) {
        for (ImportNode node : module.getImports()) {
            imports.add(later -> later.addImport(node.getAlias(), ClassHelper.make(node.getClassName())));
        }
        for (ImportNode node : module.getStarImports()) {
            imports.add(later -> later.addStarImport(node.getPackageName()));
        }
        module.getStaticImports().forEach((alias, node) -> imports.add(
                later -> later.addStaticImport(ClassHelper.make(node.getClassName()), node.getFieldName(), alias)));
        module.getStaticStarImports().forEach((alias, node) -> imports.add(
                later -> later.addStaticStarImport(alias, ClassHelper.make(node.getClassName()))));
    }

    private static Statement withoutDeclaration(Statement statement) {
        if (!(statement instanceof ExpressionStatement single)
                || !(single.getExpression() instanceof DeclarationExpression declaration)
                || !declaration.getAnnotations().isEmpty()) {
            return statement;
        }
        BinaryExpression assignment =
                new BinaryExpression(target(declaration), declaration.getOperation(), value(declaration));
        assignment.setSourcePosition(declaration);
        ExpressionStatement replaced = new ExpressionStatement(assignment);
        replaced.setSourcePosition(statement);
        return replaced;
    }

    private static Expression target(DeclarationExpression declaration) {
        if (!declaration.isMultipleAssignmentDeclaration()) {
            return variable(declaration.getVariableExpression());
        }
        TupleExpression tuple = new TupleExpression();
        declaration.getTupleExpression().forEach(each -> tuple.addExpression(variable((VariableExpression) each)));
        return tuple;
    }

    private static VariableExpression variable(VariableExpression declared) {
        VariableExpression variable = new VariableExpression(declared.getName());
        variable.setSourcePosition(declared);
        return variable;
    }

    private static Expression value(DeclarationExpression declaration) {
        Expression value = declaration.getRightExpression();
        if (value instanceof EmptyExpression) {
            return ConstantExpression.NULL;
        }
        boolean typed = !declaration.isMultipleAssignmentDeclaration()
                && !declaration.getVariableExpression().isDynamicTyped();
        return typed ? CastExpression.asExpression(declaration.getVariableExpression().getOriginType(), value) : value;
    }
}
