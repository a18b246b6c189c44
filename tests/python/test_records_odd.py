"""Odd but legal classes: kernels compute what g++'s program of the same lines computes."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tools import cpu, modules

HEADER = Path(__file__).with_name("records_odd.cuh")
#: Name -> a kernel's lines, the same in C++. `out` has room for 8 numbers.
CASES = {
    "nested anonymous unions": (
        ("u=U2(3)\nu.f=1.5\nout[0]=u.i\nu.s[1]=7\nout[1]=u.i\nu.k=4\nout[2]=u.k+u.tag\nout[3]=u.s[1]"),
        ("U2 u(3); u.f=1.5f; out[0]=u.i; u.s[1]=7; out[1]=u.i; u.k=4; out[2]=u.k+u.tag; out[3]=u.s[1];"),
    ),
    "a reference that is a member": (
        ("a=cuda.local.array(2,dtype=np.int32)\na[0]=5\nr=R3(a[0])\nr.add(3)\nout[0]=a[0]\nout[1]=r.get()"),
        "int a[2]={5,0}; R3 r(a[0]); r.add(3); out[0]=a[0]; out[1]=r.get();",
    ),
    "chains of arrows": (
        (
            "v=V4()\nv.x=4\np=P4(v)\nout[0]=p.arrow()[0].twice()\nq=PP4(p)\n"
            "out[1]=q.arrow().arrow()[0].twice()\nout[2]=v.x\np.arrow()[0].x=3\nout[3]=v.x"
        ),
        (
            "V4 v; v.x=4; P4 p(&v); out[0]=p->twice(); PP4 q(p); out[1]=q->twice(); out[2]=v.x; "
            "p->x=3; out[3]=v.x;"
        ),
    ),
    "const and other overloads": (
        ("c=C5()\nc.at(np.int32(0))\nout[0]=c5(c)\nout[1]=c.reads\nx=c.at(np.int32(1))\nout[2]=x+c.reads"),
        "C5 c; c.at(0); out[0]=c5(c); out[1]=c.reads; int x=c.at(1); out[2]=x+c.reads;",
    ),
    "over-aligned members in arrays": (
        (
            "a=cuda.local.array(3,dtype=A8)\nfor i in range(3):\n    a[i]=A8(i)\na[1].v[2]=9.0\n"
            "out[0]=a[1].v[2]+a[2].v[0]\nout[1]=A8.sizeof"
        ),
        ("A8 a[3]={A8(0),A8(1),A8(2)}; a[1].v[2]=9; out[0]=a[1].v[2]+a[2].v[0]; out[1]=sizeof(A8);"),
    ),
    "scoped enums as members": (
        "s=S9()\ns.flip()\nout[0]=int(s.e)\ns.e=E9.B\nout[3]=1 if s.e==E9.B else 0",
        "S9 s; s.flip(); out[0]=(int)s.e; s.e=E9::B; out[3]=s.e==E9::B;",
    ),
    "references to enums": (
        "s=S9()\ne=s.ref()\nout[0]=int(e)\ns.flip()\nout[1]=int(s.ref())",
        "S9 s; E9 e=s.ref(); out[0]=(int)e; s.flip(); out[1]=(int)s.ref();",
    ),
    "member pointers": (
        "m=M10(False)\nout[0]=m.get()\nm.y=8\nout[1]=m.get()",
        "M10 m(false); out[0]=m.get(); m.y=8; out[1]=m.get();",
    ),
    "static constants": (
        (
            "k=K11()\nout[0]=K11.N+k.N\nout[1]=K11.twice()\nk.a[K11.N-1]=3\nout[2]=k.a[5]\n"
            "out[3]=int(K11.F*4)\nout[4]=k.twice()"
        ),
        (
            "K11 k; out[0]=K11::N+k.N; out[1]=K11::twice(); k.a[K11::N-1]=3; out[2]=k.a[5]; "
            "out[3]=(int)(K11::F*4); out[4]=k.twice();"
        ),
    ),
    "hidden names": (
        "g=G12()\nout[0]=g.f(np.int32(1))\nout[1]=g.x\ng.x=9\nout[2]=g.x",
        "G12 g; out[0]=g.f(1); out[1]=g.x; g.x=9; out[2]=g.x;",
    ),
    "explicit conversions": (
        (
            "x=X14(3)\nout[0]=int(x)\nout[1]=int(2*float(x))\nout[2]=1 if x else 0\ny=X14(4)\n"
            "out[3]=1 if y else 0"
        ),
        ("X14 x(3); out[0]=(int)x; out[1]=(long long)(2*(float)x); out[2]=x?1:0; X14 y(4); out[3]=y?1:0;"),
    ),
    "factories of what can't be copied": (
        (
            "n=N15.make(np.int32(4))\nout[0]=n.get()\nm=make15(np.int32(4))\nout[1]=m.get()\n"
            "out[2]=make15(np.int32(7)).get()"
        ),
        ("N15 n=N15::make(4); out[0]=n.get(); N15 m=make15(4); out[1]=m.get(); out[2]=make15(7).get();"),
    ),
    "swaps": (
        (
            "a=W16(1)\nb=W16(2)\na.swap(b)\nout[0]=a.v*10+b.v\na,b=b,a\nout[1]=a.v*10+b.v\n"
            "s=cuda.local.array(2,dtype=W16)\ns[0]=W16(5)\ns[1]=W16(6)\ns[0].swap(s[1])\n"
            "out[2]=s[0].v*10+s[1].v\ns[0],s[1]=s[1],s[0]\nout[3]=s[0].v*10+s[1].v"
        ),
        (
            "W16 a(1),b(2); a.swap(b); out[0]=a.v*10+b.v; {W16 t=a;a=b;b=t;} out[1]=a.v*10+b.v; "
            "W16 s[2]={W16(5),W16(6)}; s[0].swap(s[1]); out[2]=s[0].v*10+s[1].v; "
            "{W16 t=s[0];s[0]=s[1];s[1]=t;} out[3]=s[0].v*10+s[1].v;"
        ),
    ),
    "chains across functions": (
        (
            "t=T17(1)\ntwice17(t.add(np.int32(4))).add(np.int32(1))\nout[0]=t.v\n"
            "ptr17(t.me())[0].add(np.int32(1))\nout[1]=t.v\nt.me()[0].v=6\nout[2]=t.v"
        ),
        (
            "T17 t(1); twice17(t.add(4)).add(1); out[0]=t.v; ptr17(t.me())->add(1); out[1]=t.v; "
            "t.me()->v=6; out[2]=t.v;"
        ),
    ),
    "copies of elements of members": (
        (
            "z=Z18()\nz.a[0]=z.a[1]\nout[0]=z.a[0].v*100+z.a[0].n\nw=z.a[1]\nout[1]=w.n\n"
            "a=cuda.local.array(2,dtype=Y18)\na[0]=Y18(3)\na[1]=Y18(4)\na[0]=a[1]\nout[2]=a[0].v\n"
            "v=a[0]\nout[3]=v.n-a[0].n"
        ),
        (
            "Z18 z; z.a[0]=z.a[1]; out[0]=z.a[0].v*100+z.a[0].n; Y18 w=z.a[1]; out[1]=w.n; "
            "Y18 a[2]={Y18(3),Y18(4)}; a[0]=Y18(3);a[1]=Y18(4);a[0]=a[1]; out[2]=a[0].v; "
            "Y18 v=a[0]; out[3]=v.n-a[0].n;"
        ),
    ),
    "copies of arrays in objects": (
        "z=Z18()\ny=z\nout[0]=y.a[0].n*100+y.a[1].n",
        "Z18 z; Z18 y=z; out[0]=y.a[0].n*100+y.a[1].n;",
    ),
    "destructors and early returns": (
        ("a=cuda.local.array(1,dtype=np.int32)\na[0]=0\nrun19(a,5)\nout[0]=a[0]\nrun19(a,2)\nout[1]=a[0]"),
        "int a[1] = {0}; out[0] = 0; run19(a, 5); out[0] = a[0]; run19(a, 2); out[1] = a[0];",
    ),
    "two bases": (
        (
            "o=O21()\no.setj(np.int32(9))\nout[0]=o.i*100+o.j*10+o.o\ntakej(o)\nout[1]=o.j\n"
            "o.self().j=4\nout[2]=o.j+o.i"
        ),
        ("O21 o; o.setj(9); out[0]=o.i*100+o.j*10+o.o; takej(o); out[1]=o.j; o.self().j=4; out[2]=o.j+o.i;"),
    ),
    "methods of variables and temporaries": (
        "q=Q22(3)\nout[0]=q.get()\nout[1]=Q22(4).get()\nout[2]=q.only()",
        "Q22 q(3); out[0]=q.get(); out[1]=Q22(4).get(); out[2]=q.only();",
    ),
    "indices of a class": (
        "m=M23()\nm[Idx(1)]=20\nout[0]=m[Idx(1)]\nout[1]=m[2]\nm[3]+=5\nout[2]=m[3]",
        "M23 m; m[Idx(1)]=20; out[0]=m[Idx(1)]; out[1]=m[2]; m[3]+=5; out[2]=m[3];",
    ),
    "defaults that are objects": (
        ("out[0]=d24()\nout[1]=d24(D24())\nout[2]=d24(np.int32(7))\nout[3]=d24(D24(1,2),np.int32(6))"),
        "out[0]=d24(); out[1]=d24(D24()); out[2]=d24(7); out[3]=d24(D24(1,2),6);",
    ),
    "arrays of objects in objects": (
        (
            "c=C25(7)\nc.m[1][0].i=30\nout[0]=c.m[1][0].i+c.m[0][1].i+c.id\nc.m[0,0]=Idx(50)\n"
            "out[1]=c.m[0][0].i"
        ),
        (
            "C25 c(7); c.m[1][0].i=30; out[0]=c.m[1][0].i+c.m[0][1].i+c.id; c.m[0][0]=Idx(50); "
            "out[1]=c.m[0][0].i;"
        ),
    ),
    "operators of parts": (
        (
            "h=H26(1)\nh.p.increment()\nout[0]=h.p.post_increment().v\nout[1]=h.p.v\nx=-h.p\n"
            "out[2]=x.v\nout[3]=(~h.p).v"
        ),
        ("H26 h(1); ++h.p; out[0]=(h.p++).v; out[1]=h.p.v; P26 x=-h.p; out[2]=x.v; out[3]=(~h.p).v;"),
    ),
    "pointers to parts": (
        "t=T27()\nout[0]=T27.st(np.int32(4))\nt.ptr()[0].up()\nout[1]=t.ptr()[0].q",
        "T27 t; out[0]=T27::st(4); t.ptr()->up(); out[1]=t.ptr()->q;",
    ),
    "operators that return nothing": (
        "a=A28(3)\na-=1\nout[0]=a.v",
        "A28 a(3); a-=1; out[0]=a.v;",
    ),
    "an operator= with another result": (
        "a=A28(3)\nout[0]=a.assign(np.int32(4))\nout[1]=a.v",
        "A28 a(3); out[0]=(a=4); out[1]=a.v;",
    ),
    "explicit conversions between others": (
        "x=X14(9)\nout[0]=int(x)+2*int(2*float(x))\nout[1]=np.int16(x)",
        "X14 x(9); out[0]=(int)x+2*(long long)(2*(float)x); out[1]=(short)x;",
    ),
    "copies of parts": (
        "z=H18()\ny=z.y\nout[0]=y.n*10+z.y.n\nz.y=y\nout[1]=z.y.n\nw=z.y\nw=z.y\nout[2]=w.n",
        ("H18 z; Y18 y=z.y; out[0]=y.n*10+z.y.n; z.y=y; out[1]=z.y.n; Y18 w=z.y; w=z.y; out[2]=w.n;"),
    ),
    "members of unions that are classes": (
        ("u=U1()\nu.all=0x12345678\nout[0]=u.low\nu.parts.mid=5\nu.low=9\nout[1]=u.all\nout[2]=u.parts.hi"),
        ("U1 u; u.all=0x12345678; out[0]=u.low; u.parts.mid=5; u.low=9; out[1]=u.all; out[2]=u.parts.hi;"),
    ),
    "lambdas as members": (
        "f=Fp()\nout[0]=f.run(np.int32(2))\nout[1]=f.run(np.int32(2))",
        "Fp f; out[0]=f.run(2); out[1]=f.run(2);",
    ),
    "names of the own type": (
        "a=Al(2)\na.me().me().n=5\nb=a.me()+a\nout[0]=b.n",
        "Al a(2); a.me().me().n=5; Al b=a.me()+a; out[0]=b.n;",
    ),
    "conversions between classes": (
        "a=Ca(3)\nb=Cb(a)\nout[0]=takeb(a)\nout[1]=takea(b)\nout[2]=takeb(b)",
        "Ca a(3); Cb b(a); out[0]=takeb(a); out[1]=takea(b); out[2]=takeb(b);",
    ),
    "lists of variables": (
        (
            "a=Node(1)\nb=Node(2)\nc=Node(3)\na.link(b)\nb.link(c)\nout[0]=a.sum()\nc.v=30\n"
            "out[1]=a.sum()\na.next[0].next[0].v=5\nout[2]=c.v"
        ),
        (
            "Node a(1),b(2),c(3); a.link(b); b.link(c); out[0]=a.sum(); c.v=30; out[1]=a.sum(); "
            "a.next->next->v=5; out[2]=c.v;"
        ),
    ),
    "lists of elements": (
        (
            "n=cuda.local.array(3,dtype=Node)\nfor i in range(3):\n    n[i]=Node(i+1)\n"
            "n[0].link(n[2])\nout[0]=n[0].sum()\nn[2].v=10\nout[1]=n[0].sum()"
        ),
        (
            "Node n[3]={Node(1),Node(2),Node(3)}; n[0].link(n[2]); out[0]=n[0].sum(); n[2].v=10; "
            "out[1]=n[0].sum();"
        ),
    ),
    "proxies of elements": (
        "p=Px()\np[1].assign(np.int32(4))\nout[0]=p.a[1]\nout[1]=int(p[1])",
        "Px p; p[1]=4; out[0]=p.a[1]; out[1]=(int)p[1];",
    ),
    "overloads by category": (
        (
            "c=Cat(1)\nout[0]=cat(c)\nout[1]=cat(Cat(2))\nout[2]=cat(ccat(c))\n"
            "a=cuda.local.array(1,dtype=Cat)\nout[3]=cat(a[0])"
        ),
        (
            "Cat c(1); out[0]=cat(c); out[1]=cat(Cat(2)); out[2]=cat(ccat(c)); Cat a[1]={Cat(1)}; "
            "out[3]=cat(a[0]);"
        ),
    ),
    "small numbers": (
        (
            "s=Sm()\nout[0]=s.c\nout[1]=s.u\nout[2]=s.b\nout[3]=s.s\nout[4]=s.l\ns.c=np.int8(-7)\n"
            "s.u+=2\nout[5]=s.c\nout[6]=s.u"
        ),
        (
            "Sm s; out[0]=s.c; out[1]=s.u; out[2]=s.b; out[3]=s.s; out[4]=s.l; s.c=-7; s.u+=2; "
            "out[5]=s.c; out[6]=s.u;"
        ),
    ),
    "bit-fields with a sign": (
        (
            "b=Bf()\nout[0]=b.a\nout[1]=b.b\nout[2]=b.big\nb.a+=1\nb.b+=2\nb.f=False\nb.big-=7\n"
            "out[3]=b.ga()\nout[4]=b.b\nout[5]=b.f\nout[6]=b.big"
        ),
        (
            "Bf b; out[0]=b.a; out[1]=b.b; out[2]=b.big; b.a+=1; b.b+=2; b.f=false; b.big-=7; "
            "out[3]=b.ga(); out[4]=b.b; out[5]=b.f; out[6]=b.big;"
        ),
    ),
    "packed classes": (
        (
            "p=Pk()\np.add()\np.i+=1\nout[0]=p.i\nout[1]=Pk.sizeof\np.d=7.0\nout[2]=int(p.d)\n"
            "a=cuda.local.array(3,dtype=Pk)\na[1]=p\na[1].add()\nout[3]=a[1].i"
        ),
        (
            "Pk p; p.add(); p.i+=1; out[0]=p.i; out[1]=sizeof(Pk); p.d=7; out[2]=(int)p.d; "
            "Pk a[3]; a[1]=p; a[1].add(); out[3]=a[1].i;"
        ),
    ),
    "conditions that change": (
        (
            "c=Cnt(0)\nif c.hit() and c.hit() and c.hit():\n    out[0]=1\nout[1]=c.n\n"
            "if c.hit() or c.hit():\n    out[2]=1\nout[3]=c.n\nwhile c.hit():\n    pass\nout[4]=c.n"
        ),
        (
            "Cnt c(0); if(c.hit()&&c.hit()&&c.hit()) out[0]=1; out[1]=c.n; "
            "if(c.hit()||c.hit()) out[2]=1; out[3]=c.n; while(c.hit()); out[4]=c.n;"
        ),
    ),
    "friends and conversions": (
        "a=Mix(5)\nb=a-2\nout[0]=b.v\nc=7-a\nout[1]=c.v\nout[2]=(a<9)+2*(3<a)\nout[3]=a==5",
        ("Mix a(5); Mix b=a-2; out[0]=b.v; Mix c=7-a; out[1]=c.v; out[2]=(a<9)+2*(3<a); out[3]=a==5;"),
    ),
    "copies that are counted": (
        (
            "b=By()\nc=b\nout[0]=c.get()\nc=b\nout[1]=c.get()\nd=c\nout[2]=d.get()\nout[3]=val(b)\n"
            "h=HasBy()\ni=h\nout[4]=i.b.n\ni=h\nout[5]=i.b.n\nh.b=c\nout[6]=h.b.n\ne=h.b\n"
            "out[7]=e.n"
        ),
        (
            "By b; By c=b; out[0]=c.get(); c=b; out[1]=c.get(); By d=c; out[2]=d.get(); "
            "out[3]=val(b); HasBy h; HasBy i=h; out[4]=i.b.n; i=h; out[5]=i.b.n; h.b=c; "
            "out[6]=h.b.n; By e=h.b; out[7]=e.n;"
        ),
    ),
    "copies of parts of elements": (
        (
            "a=cuda.local.array(2,dtype=HasBy)\na[0]=HasBy()\na[1]=HasBy()\na[0].b.n=5\nc=a[0].b\n"
            "out[0]=c.n\nc=a[1].b\nout[1]=c.n\na[1].b=a[0].b\nout[2]=a[1].b.n\nx=a[0]\nout[3]=x.b.n"
        ),
        (
            "HasBy a[2]; a[0]=HasBy(); a[1]=HasBy(); a[0].b.n=5; By c=a[0].b; out[0]=c.n; "
            "c=a[1].b; out[1]=c.n; a[1].b=a[0].b; out[2]=a[1].b.n; HasBy x=a[0]; out[3]=x.b.n;"
        ),
    ),
    "mutable members": (
        (
            "a=cuda.local.array(2,dtype=Mu)\na[0]=Mu()\na[1]=Mu()\na[1].get()\nout[0]=a[1].get()\n"
            "m=Mu()\nm.get()\nc=m\nout[1]=c.get()+10*m.get()"
        ),
        (
            "Mu a[2]; a[1].get(); out[0]=a[1].get(); Mu m; m.get(); Mu c=m; out[1]=c.get(); "
            "out[1]+=10*m.get();"
        ),
    ),
    "shifts and others": (
        "s=Sh(3)\ns<<=2\nt=(s<<1)^Sh(5)\nout[0]=s.v\nout[1]=t.v\nout[2]=(t%7).v\nout[3]=0",
        "Sh s(3); s<<=2; Sh t=(s<<1)^Sh(5); out[0]=s.v; out[1]=t.v; out[2]=(t%7).v; out[3]=0;",
    ),
    "division": (
        "t=Sh(29)\nout[0]=t/3",
        "Sh t(29); out[0]=t/3;",
    ),
    "fields of types without a name": (
        (
            "a=Un1()\nout[0]=a.sum()\na.x.a=20\na.x.b=2.5\na.x.in_.deep+=4\na.y[0].s=7\na.y[1].q[1]=8\n"
            "a.y[2].s-=1\na.u.i=1000\na.color=Un1.UN_RED\na.m[1][0].p=5\na.one.first=50000\nout[1]=a.sum()\n"
            "b=a\nb.x.a=1\nx=a.x\nx.in_.deep=9\na.change()\nout[2]=a.x.in_.deep+10*b.x.a+100*x.in_.deep\n"
            "out[3]=a.y[2].q[0]+100*a.m[1][1].p+1000*a.both\na.x=x\na.y[1]=a.y[2]\n"
            "out[4]=a.x.in_.deep+100*a.y[1].q[0]+10000*(a.color==Un1.UN_RED)\na.u.f=1.0\nout[5]=a.u.i\n"
            "out[6]=a.u.c[3]+1000*a.color"
        ),
        (
            "Un1 a; out[0]=a.sum(); a.x.a=20; a.x.b=2.5f; a.x.in.deep+=4; a.y[0].s=7; a.y[1].q[1]=8; "
            "a.y[2].s-=1; a.u.i=1000; a.color=Un1::UN_RED; a.m[1][0].p=5; a.one.first=50000; "
            "out[1]=a.sum(); Un1 b=a; b.x.a=1; auto x=a.x; x.in.deep=9; a.change(); "
            "out[2]=a.x.in.deep+10*b.x.a+100*x.in.deep; "
            "out[3]=a.y[2].q[0]+100*a.m[1][1].p+1000*a.both; a.x=x; a.y[1]=a.y[2]; "
            "out[4]=a.x.in.deep+100*a.y[1].q[0]+10000*(a.color==Un1::UN_RED); a.u.f=1.0f; out[5]=a.u.i; "
            "out[6]=a.u.c[3]+1000*a.color;"
        ),
    ),
    "assigned to itself, in loops": (
        (
            "y=Y18(1)\nz=Y18(5)\nfor i in range(3):\n    y=y\n    y.v+=1\nif y.v>2:\n    for i in range(2):\n"
            "        z=z\n        z.v+=i\nelse:\n    z=y\nout[0]=y.n+1000*z.n\nout[1]=y.v+100*z.v"
        ),
        (
            "Y18 y(1), z(5); for(int i=0;i<3;i++){ y=y; y.v+=1; } "
            "if(y.v>2) for(int i=0;i<2;i++){ z=z; z.v+=i; } "
            "else z=y; out[0]=y.n+1000*z.n; out[1]=y.v+100*z.v;"
        ),
    ),
    "operators hide those of bases": (
        (
            "d=OpD(3)\nout[0]=d+1\nout[1]=d*4\nout[2]=d==d\nd+=1\nout[3]=d.v\ne=OpE(3)\nout[4]=e+1\n"
            "out[5]=e+1.5\nf=OpF(3)\nout[6]=f+1\nf+=1\nout[7]=f.v+10000*(f==d)"
        ),
        (
            "OpD d(3); out[0]=d+1; out[1]=d*4; out[2]=d==d; d+=1; out[3]=d.v; OpE e(3); out[4]=e+1; "
            "out[5]=e+1.5; OpF f(3); out[6]=f+1; f+=1; out[7]=f.v+10000*(f==d);"
        ),
    ),
    "arrays of pointers to the class itself": (
        (
            "b=Bvh()\nc=Bvh()\nd=Bvh()\nb.x=1\nc.x=2\nd.x=4\nb.kid[0]=c\nc.kid[1]=d\nout[0]=b.sum()\n"
            "out[1]=b.kid[0][0].x+10*b.kid[0][0].kid[1][0].x\nb.kid[0][0].x=20\nout[2]=c.x\n"
            "out[3]=(c.kid[0] is None)+10*(c.kid[1] is None)\ne=b\nn=cuda.local.array(2,dtype=Bvh)\n"
            "n[0].x=3\nn[0].kid[0]=e\nn[1]=n[0]\nout[4]=n[1].kid[0][0].kid[0][0].x\nr=Rows23()\n"
            "v=cuda.local.array(3,dtype=np.int32)\nv[1]=7\nr.rows[1][2]=v\nout[5]=r.rows[1][2][1]"
        ),
        (
            "Bvh b{},c{},d{}; b.x=1; c.x=2; d.x=4; b.kid[0]=&c; c.kid[1]=&d; out[0]=b.sum(); "
            "out[1]=b.kid[0]->x+10*b.kid[0]->kid[1]->x; b.kid[0]->x=20; out[2]=c.x; "
            "out[3]=!c.kid[0]+10*!c.kid[1]; Bvh e=b, n[2]={}; n[0].x=3; n[0].kid[0]=&e; n[1]=n[0]; "
            "out[4]=n[1].kid[0]->kid[0]->x; Rows23 r; int v[3]; v[1]=7; r.rows[1][2]=v; "
            "out[5]=r.rows[1][2][1];"
        ),
    ),
    "a typedef of a class with such a field": (
        (
            "s=un2.Span()\ns.range.lo=3\ns.range.hi=10\ns.k=100\nout[0]=width2(s)\nr=s.range\nr.hi=0\n"
            "out[1]=width2(s)"
        ),
        (
            "un2::Span s; s.range.lo=3; s.range.hi=10; s.k=100; out[0]=width2(s); auto r=s.range; r.hi=0; "
            "out[1]=width2(s);"
        ),
    ),
    "null pointers": (
        (
            "n=LNode(1)\nl=LList()\np=l.head\nl.push(n)\nq=l.head\nr=l.first()\nout[0]=p is None\n"
            "out[1]=q is None\nout[2]=(p==None)+10*(q!=None)+100*(p==q)+1000*(q==r)+10000*(q is not None)\n"
            "out[3]=(not p)+10*(not q)+100*bool(q)\nif p:\n    out[4]=1\n"
            "if q and q[0].v==1:\n    out[4]+=10\n"
            "if p is None or not q:\n    out[4]+=100\nx=p or q\nout[5]=x[0].v\nl.head=None\nout[6]=l.empty()"
        ),
        (
            "LNode n(1); LList l; LNode *p=l.head; l.push(n); LNode *q=l.head, *r=l.first(); out[0]=!p; "
            "out[1]=!q; "
            "out[2]=!p+10*(q!=nullptr)+100*(p==q)+1000*(q==r)+10000*!!q; out[3]=!p+10*!q+100*!!q; "
            "if(q&&q->v==1)out[4]+=10; if(!p||!q)out[4]+=100; out[5]=(p?p:q)->v; l.head=nullptr; "
            "out[6]=l.empty();"
        ),
    ),
    "a list from its head": (
        (
            "a=cuda.local.array(4,dtype=LNode)\nl=LList()\nfor i in range(4):\n    a[i]=LNode(i+1)\n"
            "    l.push(a[i])\np=l.head\nwhile p:\n    out[0]=out[0]*10+p[0].v\n    p[0].v+=1\n"
            "    p=p[0].next\n"
            "p=l.head\nwhile p is not None:\n    out[1]=out[1]*10+p[0].v\n    p=p[0].next"
        ),
        (
            "LNode a[4]; LList l; for(int i=0;i<4;i++){a[i]=LNode(i+1); l.push(a[i]);} "
            "for(LNode *p=l.head;p;p=p->next){out[0]=out[0]*10+p->v; p->v++;} "
            "for(LNode *p=l.head;p;p=p->next)out[1]=out[1]*10+p->v;"
        ),
    ),
    "objects whose addresses are assigned": (
        (
            "a=cuda.local.array(4,dtype=LNode)\nl=LList()\nfor i in range(4):\n    a[i]=LNode(i)\n"
            "    if i>0:\n        a[i].next=a[i-1]\n    l.head=a[i]\np=l.head\nwhile p:\n"
            "    out[0]=out[0]*10+p[0].v\n    p=p[0].next\nx=LNode(1)\nx.next=a[2]\na[2].v=6\n"
            "out[1]=x.next[0].v\ns=Ptrs()\ns.node=x\nx.v=7\nout[2]=s.node[0].v\nr=Rows()\ns.p=r.w\n"
            "s.p[2]=50\ns.c=r.f\nr.f+=1\nout[3]=r.w[2]+s.c[0]\ns.p=r.w[1]\ns.p[0]+=9\nout[4]=r.w[1]\n"
            "s.self=s\nout[5]=s.self[0].p[0]\ng=G12()\ns.base=g\ns.base[0].x=4\nout[6]=h12(g)"
        ),
        (
            "LNode a[4]; LList l; for(int i=0;i<4;i++){a[i]=LNode(i); if(i)a[i].next=&a[i-1]; l.head=&a[i];} "
            "for(LNode *p=l.head;p;p=p->next)out[0]=out[0]*10+p->v; LNode x(1); x.next=&a[2]; a[2].v=6; "
            "out[1]=x.next->v; Ptrs s; s.node=&x; x.v=7; out[2]=s.node->v; Rows r; s.p=r.w; "
            "s.p[2]=50; s.c=&r.f; "
            "r.f+=1; out[3]=r.w[2]+*s.c; s.p=&r.w[1]; *s.p+=9; out[4]=r.w[1]; s.self=&s; out[5]=*s.self->p; "
            "G12 g; s.base=&g; s.base->x=4; out[6]=h12(g);"
        ),
    ),
    "pairs of indices": (
        (
            "r=Rows()\ni=1\nr.nodes[i,0].v=7\nr.nodes[1,1].v+=2\nout[0]=r.nodes[1][0].v+r.nodes[1,1].v\n"
            "for i in range(2):\n    for j in range(2):\n        r.nodes[i,j].v+=i+2*j\n"
            "        out[1]=out[1]*10+r.nodes[i,j].v"
        ),
        (
            "Rows r; r.nodes[1][0].v=7; r.nodes[1][1].v+=2; out[0]=r.nodes[1][0].v+r.nodes[1][1].v; "
            "for(int i=0;i<2;i++)for(int j=0;j<2;j++){r.nodes[i][j].v+=i+2*j; "
            "out[1]=out[1]*10+r.nodes[i][j].v;}"
        ),
    ),
    "arrays of enums": (
        (
            "t=Tinted()\nout[0]=which(t.d[1])+10*which(int(t.d[1]))\nt.d[0]=turned(t.d[0])\nout[1]=int(t.d[0])\n"
            "out[2]=int(t.t[0][1]|t.t[1,0])\nt.t[1,1]=Tint.Blue\nout[3]=t.t[1][1]==Tint.Blue\n"
            "out[4]=sum(t.d,2)\nfor d in t.d:\n    out[5]=out[5]*10+which(d)\ns=t\ns.d[1]=Way.South\n"
            "out[6]=int(t.d[1])+10*int(s.d[1])\na=cuda.local.array(2,dtype=Tinted)\na[1]=s\n"
            "out[7]=int(a[1].d[1])+which(a[1].d[0])"
        ),
        (
            "Tinted t; out[0]=which(t.d[1])+10*which((int)t.d[1]); t.d[0]=turned(t.d[0]); out[1]=t.d[0]; "
            "out[2]=(int)(t.t[0][1]|t.t[1][0]); t.t[1][1]=Tint::Blue; out[3]=1; out[4]=sum(t.d,2); "
            "for(Way d:t.d)out[5]=out[5]*10+which(d); Tinted s=t; s.d[1]=South; out[6]=t.d[1]+10*s.d[1]; "
            "Tinted a[2]; a[1]=s; out[7]=a[1].d[1]+which(a[1].d[0]);"
        ),
    ),
    "in-place operators of other classes": (
        "a=Plus(3)\na+=Plus(4)\nout[0]=a.v\na+=5\nout[1]=a.v\nh=H12()\nh+=H12()\nout[2]=h.x",
        "Plus a(3); a=a+Plus(4); out[0]=a.v; a=a+5; out[1]=a.v; H12 h; h+=H12(); out[2]=h.x;",
    ),
    "virtual functions in arrays": (
        (
            "a=cuda.local.array(3,dtype=Square)\ns=Square(3)\na[0]=s\na[1]=Square(5)\na[2]=a[1]\n"
            "grown(a[1],2)\nout[0]=area(a[0],a[1])\nout[1]=a[1].calls\na[2].grow(3)\nout[2]=a[2].area()\n"
            "a[0]=a[2]\ngrown(a[0],2)\nout[3]=a[0].a\nout[4]=s.a"
        ),
        (
            "Square a[3]={Square(3),Square(5),Square(5)}; grown(a[1],2); out[0]=area(&a[0],&a[1]); "
            "out[1]=a[1].calls; a[2].grow(3); out[2]=a[2].area(); a[0]=a[2]; grown(a[0],2); out[3]=a[0].a; "
            "out[4]=3;"
        ),
    ),
    "bools behind pointers": (
        (
            "n=cuda.local.array(2,dtype=Flagged)\nn[0]=Flagged()\nn[1]=Flagged()\nn[1].i=4\nn[1].b=True\n"
            "p=Flags()\np.n=n\nx=p.n[1]\nout[0]=x.i+10*x.b\nx.i=3\np.n[0]=x\nout[1]=n[0].i+n[0].b\n"
            "out[2]=both(p.n[0],p.n[1])\np.n[0].b=False\nout[3]=n[0].b\np.f=p.own\np.f[1]=True\n"
            "out[4]=p.own[1]+10*p.f[1]+100*p.f[2]\nif p.f[1] and not p.f[2]:\n    out[5]=1\n"
            "b=cuda.local.array(2,dtype=np.bool_)\nb[0]=False\nb[1]=True\np.f=b\nout[6]=p.f[1]+10*p.f[0]"
        ),
        (
            "Flagged n[2]={}; n[1].i=4; n[1].b=true; Flags p; p.n=n; Flagged x=p.n[1]; out[0]=x.i+10*x.b; "
            "x.i=3; "
            "p.n[0]=x; out[1]=n[0].i+n[0].b; out[2]=both(p.n[0],p.n[1]); p.n[0].b=false; out[3]=n[0].b; "
            "p.f=p.own; p.f[1]=true; out[4]=p.own[1]+10*p.f[1]+100*p.f[2]; if(p.f[1]&&!p.f[2])out[5]=1; "
            "bool b[2]={false,true}; p.f=b; out[6]=p.f[1]+10*p.f[0];"
        ),
    ),
    "elements by reference, changed in place": (
        (
            "r=Row18()\nr[1]+=5\nout[0]=r.d[1].v+100*r.d[1].n+10000*r.asked\nr[2]=r[1]\n"
            "out[1]=r.d[2].v+100*r.d[2].n\nfor i in range(3):\n    r[i]+=i\n"
            "out[2]=r.d[0].v+10*r.d[1].v+1000*r.d[2].v\nout[3]=r.d[1].n\nr[0].v+=7\nout[4]=r.d[0].v+100*r.d[0].n"
        ),
        (
            "Row18 r; r[1]+=5; out[0]=r.d[1].v+100*r.d[1].n+10000*r.asked; r[2]=r[1]; "
            "out[1]=r.d[2].v+100*r.d[2].n; for(int i=0;i<3;i++)r[i]+=i; "
            "out[2]=r.d[0].v+10*r.d[1].v+1000*r.d[2].v; out[3]=r.d[1].n; r[0].v+=7; "
            "out[4]=r.d[0].v+100*r.d[0].n;"
        ),
    ),
}


def _swaps() -> Iterator[tuple[str, tuple[str, str]]]:
    """What is assigned at once: right sides are read before the first assignment."""
    for of in ("SwK", "SwA", "SwD", "SwT"):
        for space in ("local", "shared"):
            yield (
                f"elements of {of} that swap, {space}",
                (
                    (
                        f"a=cuda.{space}.array(3,dtype={of})\nfor i in range(3):\n    a[i].v=i\n"
                        "for i in range(2):\n    a[i],a[i+1]=a[i+1],a[i]\n"
                        "out[0]=a[0].v*100+a[1].v*10+a[2].v\na[0],a[1],a[2]=a[1],a[2],a[0]\nout[1]=a[0].v*100+a[1].v*10+a[2].v"
                    ),
                    "out[0]=120; out[1]=201;",
                ),
            )
        yield (
            f"elements of two dimensions of {of}",
            (
                (
                    f"a=cuda.local.array((2,2),dtype={of})\na[0,0].v=1\na[1,1].v=2\n"
                    "a[0,0],a[1,1]=a[1,1],a[0,0]\nout[0]=a[0,0].v*10+a[1,1].v"
                ),
                "out[0]=21;",
            ),
        )
        yield (
            f"three variables of {of}",
            (
                (
                    f"a={of}(1)\nb={of}(2)\nc={of}(3)\nfor i in range(4):\n    a,b,c=b,c,a\n"
                    "out[0]=a.v*100+b.v*10+c.v\na,b=b,a\nout[1]=a.v*100+b.v*10+c.v"
                ),
                "out[0]=231; out[1]=321;",
            ),
        )
        yield (
            f"a variable and an element of {of}",
            (
                f"a=cuda.local.array(2,dtype={of})\na[0].v=1\nt={of}(5)\nt,a[0]=a[0],t\nout[0]=a[0].v*10+t.v",
                "out[0]=51;",
            ),
        )


def _moments() -> Iterator[tuple[str, tuple[str, str]]]:
    """What is read before it changes."""
    for of in ("SwFK", "SwFT"):
        yield (
            f"fields of {of} that swap",
            (
                (
                    f"f={of}()\nf.a,f.b=f.b,f.a\nout[0]=f.a.v*10+f.b.v\n"
                    "f.c[0],f.c[1]=f.c[1],f.c[0]\nout[1]=f.c[0].v*10+f.c[1].v"
                ),
                "out[0]=21; out[1]=43;",
            ),
        )
    yield (
        "a reference and a field that swap",
        (
            (
                "f=SwFK()\nf.b,f.first().v=f.first(),8\nout[0]=f.a.v*10+f.b.v\n"
                "f.c[0],f.c[1]=f.first(),f.c[0]\nout[1]=f.c[0].v*10+f.c[1].v"
            ),
            "out[0]=81; out[1]=83;",
        ),
    )
    for of in ("SwK", "SwT"):
        yield (
            f"an element of {of} that changes after it was read",
            (
                (
                    f"a=cuda.local.array(2,dtype={of})\na[0].v=1\nx,n=a[0],a[0].up()\nout[0]=x.v*10+n\n"
                    "n,x=a[0].up(),a[0]\nout[1]=x.v*10+n"
                ),
                "out[0]=12; out[1]=33;",
            ),
        )
    yield (
        "assignments before a swap",
        (
            "o=SwN()\np=o\nout[0]=p.n\np=o\nout[1]=p.n\no,p=p,o\nout[2]=o.n+p.n",
            "SwN o; SwN p=o; out[0]=p.n; p=o; out[1]=p.n; {SwN t=p; p=o; o=t;} out[2]=o.n+p.n;",
        ),
    )
    yield (
        "an assignment to itself",
        (
            "p=SwN()\np=p\nout[0]=p.n\nfor i in range(2):\n    p=p\nout[1]=p.n",
            "SwN p; p=p; out[0]=p.n; for(int i=0;i<2;i++) p=p; out[1]=p.n;",
        ),
    )
    yield (
        "swaps of elements, counted",
        (
            (
                "a=cuda.local.array(2,dtype=SwN)\na[0].n=0\na[1].n=5\na[0],a[1]=a[1],a[0]\n"
                "out[0]=a[0].n\nout[1]=a[1].n"
            ),
            "SwN a[2]; a[1].n=5; {SwN t=a[0];a[0]=a[1];a[1]=t;} out[0]=a[0].n; out[1]=a[1].n;",
        ),
    )


CASES.update([*_swaps(), *_moments()])


@pytest.fixture(scope="module")
def lib() -> Any:
    return modules.bound(str(HEADER), "records_odd")


@pytest.fixture(scope="module")
def native() -> ctypes.CDLL:
    functions = "".join(
        f'extern "C" void case_{i}(long long *out) {{ {cxx} }}\n' for i, (_, cxx) in enumerate(CASES.values())
    )
    return ctypes.CDLL(str(cpu.shim_library(f'#include "{HEADER}"\n{functions}')))


def run_in_python(lib: Any) -> Any:
    """A device function whose objects end where it returns, in a loop too."""
    from numba import cuda

    of = lib.D19

    @cuda.jit(device=True)  # type: ignore[untyped-decorator]
    def run19(p, n):  # type: ignore[no-untyped-def]
        g = of(p, 1)
        for i in range(5):
            if i == n - 1:
                return i
        h = of(p, 2)
        return 9 + 0 * (g.get() + h.get())

    return run19


@pytest.mark.filterwarnings("ignore:Could not find source")
@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.parametrize("name", CASES)
def test_odd_classes(lib: Any, native: ctypes.CDLL, name: str, debug: bool) -> None:
    from numba import cuda

    names = {n: getattr(lib, n) for n in dir(lib) if n[0] != "_"}
    space = {"cuda": cuda, "np": np, **names, "run19": run_in_python(lib)}
    exec("def kernel(out):\n    " + CASES[name][0].replace("\n", "\n    ") + "\n", space)
    want, out = np.zeros(8, np.int64), np.zeros(8, np.int64)
    getattr(native, f"case_{list(CASES).index(name)}")(ctypes.c_void_p(want.ctypes.data))
    cpu.run(space["kernel"], [lib], 1, 1, out, include_dirs=[HEADER.parent], debug=debug)
    assert out.tolist() == want.tolist()


FIRST = """
import numpy as np
from tools import cpu, modules
lib = modules.bound(HEADER, "records_odd")
def kernel(out):
    r = lib.Rows()
    out[0] = r.nodes[1, 1].v
out = np.ones(1, np.int64)
cpu.run(kernel, [lib], 1, 1, out, include_dirs=[FOLDER])
assert out[0] == 0
"""


def test_pairs_of_indices_in_the_first_kernel(lib: Any) -> None:
    """They are typed before any kernel has changed an object, which brings the pass over objects."""
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    text = f"HEADER, FOLDER = {str(HEADER)!r}, {str(HEADER.parent)!r}\n{FIRST}"
    done = subprocess.run([sys.executable, "-c", text], env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
