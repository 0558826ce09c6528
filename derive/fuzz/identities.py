"""What is known to be true, and what is known to be false, as rows: the raw material of random statements.

A row is a relation in u, v, w (any terms), p, q (positive terms) and x itself. An identity here holds
wherever both sides have a value, whatever real terms are put in; an inequality likewise.
"""

from __future__ import annotations

IDENTITIES = """
exp(u + v) == exp(u)*exp(v)
exp(u - v) == exp(u)/exp(v)
exp(2*u) == exp(u)**2
exp(3*u)*exp(-u) == exp(u)**2
exp(-u) == 1/exp(u)
exp(u/2)**2 == exp(u)
(exp(u) - 1)*(exp(u) + 1) == exp(2*u) - 1
log(exp(u)) == u
exp(log(u)) == u
exp(2*log(p)) == p**2
exp(-log(p)/2) == 1/sqrt(p)
log(p*q) == log(p) + log(q)
log(u*v) == log(u) + log(v)
log(u**2) == 2*log(Abs(u))
log(u**2) == 2*log(u)
log(p**3) == 3*log(p)
log(1/p) == -log(p)
log(p/q) == log(p) - log(q)
log(sqrt(p)) == log(p)/2
log(4*p) == 2*log(2) + log(p)
sqrt(u**2) == Abs(u)
sqrt(p*q) == sqrt(p)*sqrt(q)
sqrt(u*v) == sqrt(u)*sqrt(v)
sqrt(u)**2 == u
sqrt(p)/p == 1/sqrt(p)
sqrt(8*p) == 2*sqrt(2)*sqrt(p)
(p**2)**(1/4) == sqrt(p)
p**(3/2) == p*sqrt(p)
(p**3)**(1/3) == p
1/(sqrt(p) + 1) == (sqrt(p) - 1)/(p - 1)
sqrt(u**2 + 2*u*v + v**2) == Abs(u + v)
p**u*p**v == p**(u + v)
(p**u)**2 == p**(2*u)
p**u == exp(u*log(p))
(p*q)**u == p**u*q**u
(u + v)**2 == u**2 + 2*u*v + v**2
u**2 - v**2 == (u - v)*(u + v)
(u + v)**3 == u**3 + 3*u**2*v + 3*u*v**2 + v**3
u**3 - v**3 == (u - v)*(u**2 + u*v + v**2)
(u**2 - v**2)/(u - v) == u + v
1/u + 1/v == (u + v)/(u*v)
1/(1 + 1/u) == u/(1 + u)
1/(u**2 + u) == 1/u - 1/(u + 1)
u*(v + w) == u*v + u*w
u/v/w == u/(v*w)
sinh(u) == (exp(u) - exp(-u))/2
cosh(u) == (exp(u) + exp(-u))/2
tanh(u) == sinh(u)/cosh(u)
tanh(u) == 1 - 2/(1 + exp(2*u))
cosh(u)**2 - sinh(u)**2 == 1
sech(u)**2 == 1 - tanh(u)**2
sinh(2*u) == 2*sinh(u)*cosh(u)
cosh(u + v) == cosh(u)*cosh(v) + sinh(u)*sinh(v)
tanh(u + v) == (tanh(u) + tanh(v))/(1 + tanh(u)*tanh(v))
tanh(2*u) == 2*tanh(u)/(1 + tanh(u)**2)
sinh(-u) == -sinh(u)
cosh(-u) == cosh(u)
tanh(u) == 2*sigmoid(2*u) - 1
sigmoid(-u) == 1 - sigmoid(u)
sigmoid(u) == exp(u)/(1 + exp(u))
sigmoid(u) == (1 + tanh(u/2))/2
softplus(u) - softplus(-u) == u
softplus(u) == -log(sigmoid(-u))
log(sigmoid(u)) == u - softplus(u)
exp(softplus(u)) == 1 + exp(u)
tanh(softplus(u)) == 1 - 2/(1 + (1 + exp(u))**2)
silu(u) - silu(-u) == u
gelu(u) - gelu(-u) == u
softsign(u) == u/(1 + Abs(u))
softsign(-u) == -softsign(u)
relu(u) - relu(-u) == u
relu(u) + relu(-u) == Abs(u)
relu(u)*relu(-u) == 0
relu(p*u) == p*relu(u)
hardtanh(u) == (Abs(u + 1) - Abs(u - 1))/2
elu(u, p) == Piecewise((u, u > 0), (p*(exp(u) - 1), True))
leaky_relu(u, p) == Piecewise((u, u > 0), (p*u, True))
asinh(u) == log(u + sqrt(u**2 + 1))
asinh(-u) == -asinh(u)
sinh(asinh(u)) == u
cosh(asinh(u)) == sqrt(1 + u**2)
asinh(sinh(u)) == u
atanh(u) == log((1 + u)/(1 - u))/2
atanh(tanh(u)) == u
tanh(atanh(u)) == u
erf(-u) == -erf(u)
erfc(u) == 1 - erf(u)
erfc(-u) == 2 - erfc(u)
erf(Abs(u)) == Abs(erf(u))
sin(-u) == -sin(u)
cos(-u) == cos(u)
sin(u)**2 + cos(u)**2 == 1
sin(2*u) == 2*sin(u)*cos(u)
cos(2*u) == 1 - 2*sin(u)**2
cos(3*u) == 4*cos(u)**3 - 3*cos(u)
sin(u + v) == sin(u)*cos(v) + cos(u)*sin(v)
cos(u - v) == cos(u)*cos(v) + sin(u)*sin(v)
sin(u)*cos(v) == (sin(u + v) + sin(u - v))/2
tan(u) == sin(u)/cos(u)
1 + tan(u)**2 == 1/cos(u)**2
tan(2*u) == 2*tan(u)/(1 - tan(u)**2)
sin(u + pi/2) == cos(u)
cos(u + pi) == -cos(u)
sin(pi - u) == sin(u)
sin(asin(u)) == u
cos(asin(u)) == sqrt(1 - u**2)
tan(atan(u)) == u
cos(atan(u)) == 1/sqrt(1 + u**2)
sin(atan(u)) == u/sqrt(1 + u**2)
atan(p) + atan(1/p) == pi/2
atan(u) + atan(1/u) == sign(u)*pi/2
atan(-u) == -atan(u)
asin(-u) == -asin(u)
LambertW(u)*exp(LambertW(u)) == u
LambertW(p*exp(p)) == p
log(LambertW(p)) == log(p) - LambertW(p)
polylog(2, u) + polylog(2, -u) == polylog(2, u**2)/2
Max(u, v) + Min(u, v) == u + v
Max(u, v) - Min(u, v) == Abs(u - v)
Max(u, v) == (u + v + Abs(u - v))/2
Max(u, v) == -Min(-u, -v)
Max(u, v) == v + Max(u - v, 0)
Max(u, Max(v, w)) == Max(u, v, w)
Max(u, Min(u, v)) == u
Max(u, v)*Min(u, v) == u*v
exp(Max(u, v)) == Max(exp(u), exp(v))
Max(p*u, p*v) == p*Max(u, v)
Abs(u*v) == Abs(u)*Abs(v)
Abs(u)**2 == u**2
Abs(Abs(u)) == Abs(u)
Abs(u)/u == sign(u)
u*sign(u) == Abs(u)
u*Heaviside(u) == Max(0, u)
sign(u)*sign(v) == sign(u*v)
sign(u)**3 == sign(u)
Heaviside(u) == (1 + sign(u))/2
Heaviside(u) + Heaviside(-u) == 1
Abs(u) == Piecewise((u, u >= 0), (-u, True))
Max(u, v) == Piecewise((u, u > v), (v, True))
Piecewise((u, w > 0), (v, True)) == Piecewise((v, w <= 0), (u, True))
Piecewise((u, x > p), (v, True)) + Piecewise((v, x > p), (u, True)) == u + v
Piecewise((u, x < 1), (v, x < 2), (w, True)) == Piecewise((w, x >= 2), (v, x >= 1), (u, True))
Piecewise((u, exp(x) > 2), (v, True)) == Piecewise((u, x > log(2)), (v, True))
Piecewise((u, x**2 > 2), (v, True)) == Piecewise((u, Abs(x) > sqrt(2)), (v, True))
exp(Piecewise((u, x > 0), (v, True))) == Piecewise((exp(u), x > 0), (exp(v), True))
sqrt(5 + 2*sqrt(6))*u == (sqrt(2) + sqrt(3))*u
"""

# True for all real u, v, w and positive p, q; the opposite is false wherever both sides have a value.
INEQUALITIES = """
u**2 >= 0
u**2 + v**2 >= 2*u*v
u**2 + u*v + v**2 >= 0
(u + v)**2 <= 2*u**2 + 2*v**2
u**2*v**2 + 1 > 0
u**4 + 1 >= 2*u**2
u != u + 1
exp(u) > 0
exp(u) != 0
exp(u) >= 1 + u
exp(u) + exp(-u) >= 2
cosh(u) >= 1
sech(u) <= 1
tanh(u) < 1
tanh(u) > -1
tanh(u)**2 < 1
u <= Abs(u)
-Abs(u) <= u
Abs(u + v) <= Abs(u) + Abs(v)
Abs(u) - Abs(v) <= Abs(u - v)
Max(u, v) >= u
Min(u, v) <= Max(u, v)
Max(u, v) >= (u + v)/2
relu(u) >= 0
relu(u) >= u
sigmoid(u) < 1
sigmoid(u) > 0
sigmoid(u)*(1 - sigmoid(u)) <= 1/4
softplus(u) > u
softplus(u) > 0
softplus(u) >= relu(u)
erf(u) < 1
erf(u)**2 < 1
erfc(u) > 0
sqrt(p) > 0
p*q > 0
p + q > p
p + 1/p >= 2
1/(1 + p) < 1
log(p) <= p - 1
log(1 + p) > 0
p/(p + q) < 1
u**2/(1 + u**2) < 1
u/(1 + u**2) <= 1/2
sin(u) <= 1
sin(u)*cos(u) <= 1/2
atan(u) < pi/2
LambertW(p) > 0
sqrt(1 + u**2) >= Abs(u)
sqrt(p*q) <= (p + q)/2
Heaviside(u) <= 1
sign(u) <= 1
softsign(u) < 1
hardtanh(u) <= 1
"""

# Equal on one half of the line only, for u a term that takes both signs.
HALVES = """
sqrt(u**2) == u
(u**4)**(1/4) == u
Abs(u) == u
Abs(u)/u == 1
Abs(u)*u == u**2
Max(u, 0) == u
Max(u, 2*u) == 2*u
Min(u, 0) == u
sign(u)*u == u
relu(u) == u
exp(log(Abs(u))) == u
log(u**2) == 2*log(Abs(u)) + Heaviside(u - 1)
Heaviside(u) == 1
leaky_relu(u, 1/2) == u
elu(u, 1) == u
atan(u) + atan(1/u) == pi/2
LambertW(u*exp(u)) == Abs(u)
erf(Abs(u)) == erf(u)
sqrt(1 - cos(u)**2) == sin(u)
tanh(Abs(u)) == tanh(u)
Piecewise((u, u > 0), (-2*u, True)) == Abs(u)
"""

# Equal but at one point, where u is zero.
POINTS = """
sign(u)**2 == 1
Abs(sign(u)) == 1
Heaviside(u)**2 == Heaviside(u)
Heaviside(u)*Heaviside(-u) == 0
Piecewise((u, u != 0), (1, True)) == u
Piecewise((1, u > 0), (1, u < 0), (2, True)) == 1
Piecewise((exp(u), u > 0), (exp(u), u < 0), (0, True)) == exp(u)
Piecewise((v, u == 0), (v + 1, True)) == v + 1
Max(sign(u), -sign(u)) == 1
u**2 > 0
Abs(u) > 0
exp(u) > 1 + u
cosh(u) > 1
sech(u) < 1
Abs(u) != 0
softsign(u) != 0
u**2 != 0
exp(u) != 1
"""


def rows(text: str) -> tuple[str, ...]:
    """The lines of a table."""
    return tuple(text.split("\n")[1:-1])
